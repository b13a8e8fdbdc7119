import { and, asc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { nameOrId } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { calendar } from "../db/tables/schedule.ts";
import { script } from "../db/tables/script.ts";
import { target } from "../db/tables/target.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { isClosed } from "../domain/schedule/closed.ts";
import { closedSpans, type Span } from "../domain/schedule/closed-spans.ts";
import { collisionsOf, type PlannedRun } from "../domain/schedule/collisions.ts";
import { firesWithin } from "../domain/schedule/task-schedule.ts";
import { ServiceError } from "../errors.ts";
import { databaseClock } from "../schedule/next-fire.ts";
import { usualDurations } from "../task-log/usual-duration.ts";
import type { TaskUpcomingInput } from "./input.ts";
import { type SelectedTask, selectTasks, taskItemOf } from "./list.ts";
import type { Upcoming } from "./output.ts";
import { Slices } from "./slices.ts";

const maximumDays = 31;
/** Tasks on one axis. */
const maximumTasks = 200;
/** Fires of one task, and of all: a schedule of every minute has 1 440 a day. */
const maximumFires = { ofTask: 1_500, ofAll: 20_000 };
const maximumCollisions = 100;
/** A task that has never succeeded is taken to last so long. */
const unknownDurationMs = 1_000;

/** All tasks' fires on one axis: what each would run and for how long, what is closed, and where they meet on a host. */
export async function upcomingFires(caller: ServiceContext, input: TaskUpcomingInput): Promise<Upcoming> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  const loaded = await inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, script, input.scriptId);
    await requireVisible(tx, ctx, target, input.targetId);
    const now = await databaseClock(tx);
    const within = spanOf(input, now);
    const matching = and(visible(ctx, task.tenantId), isNull(task.deletedAt), ...filters(input));
    const selected = await selectTasks(tx, and(matching, isAwaited))
      .orderBy(asc(sql`coalesce(${task.nextFireAt}, 'infinity')`), asc(task.id))
      .limit(maximumTasks + 1);
    const shown = selected.slice(0, maximumTasks);
    const rows = shown.map(({ row }) => row);
    return {
      now,
      within,
      shown,
      more: selected.length > maximumTasks,
      usual: await usualDurations(tx, rows),
      calendars: await calendarsIn(tx, rows),
      shared: await sharedTargets(tx, rows),
    };
  });
  return onOneAxis(ctx, loaded);
}

/** Planned ones, and those that stopped by themselves: somebody may wait for them. */
const isAwaited = or(isNotNull(task.nextFireAt), eq(task.noNextFireReason, "paused"));

function filters({ search, scriptId, targetId }: TaskUpcomingInput): (SQL | undefined)[] {
  return [
    scriptId === undefined ? undefined : eq(task.scriptId, scriptId),
    targetId === undefined
      ? undefined
      : sql`exists (select from e_script_task_target tt where tt.tenant_id = ${task.tenantId}
          and tt.task_id = ${task.id} and tt.target_id = ${targetId})`,
    search ? nameOrId(task.name, task.id, search) : undefined,
  ];
}

function spanOf(input: TaskUpcomingInput, now: Date): Span {
  const from = input.from === undefined ? now : new Date(input.from);
  const to = input.to === undefined ? new Date(from.getTime() + 86_400_000) : new Date(input.to);
  if (from < to && to.getTime() - from.getTime() <= maximumDays * 86_400_000) return { from, to };
  throw new ServiceError("BAD_REQUEST", "SPAN_TOO_LONG", { days: maximumDays }, ["to"]);
}

type TaskRow = SelectedTask["row"];

async function calendarsIn(tx: Transaction, tasks: TaskRow[]) {
  const ids = [...new Set(tasks.flatMap(({ schedule }) => schedule.calendarIds))];
  if (ids.length === 0) return [];
  const tenants = [...new Set(tasks.map(({ tenantId }) => tenantId))];
  return tx
    .select()
    .from(calendar)
    .where(and(inArray(calendar.tenantId, tenants), inArray(calendar.id, ids), isNull(calendar.deletedAt)))
    .orderBy(asc(calendar.name));
}

interface SharedTarget {
  id: number;
  name: string;
  taskIds: number[];
}

/** Hosts that more than one of the tasks runs on. */
async function sharedTargets(tx: Transaction, tasks: TaskRow[]): Promise<SharedTarget[]> {
  if (tasks.length < 2) return [];
  const tenants = [...new Set(tasks.map(({ tenantId }) => tenantId))];
  const taskIds = sql<number[]>`array_agg(${taskTarget.taskId}::int8 order by ${taskTarget.taskId})`;
  const rows = await tx
    .select({ id: target.id, name: target.name, taskIds })
    .from(taskTarget)
    .innerJoin(target, and(eq(target.tenantId, taskTarget.tenantId), eq(target.id, taskTarget.targetId)))
    .where(
      and(
        inArray(taskTarget.tenantId, tenants),
        inArray(
          taskTarget.taskId,
          tasks.map(({ id }) => id),
        ),
        isNull(target.deletedAt),
      ),
    )
    .groupBy(target.id, target.name)
    .having(sql`count(*) > 1`)
    .orderBy(asc(target.name))
    .limit(1_000);
  return rows.map((row) => ({ ...row, taskIds: row.taskIds.map(Number) }));
}

interface Loaded {
  now: Date;
  within: Span;
  shown: SelectedTask[];
  more: boolean;
  usual: Map<number, number>;
  calendars: (typeof calendar.$inferSelect)[];
  shared: SharedTarget[];
}

/**
 * Computed outside the transaction, and in slices: thousands of moments take a second, in which others' transactions
 * would stand still and be ended for it.
 */
async function onOneAxis(ctx: ServiceContext, loaded: Loaded): Promise<Upcoming> {
  const { within, shown, calendars } = loaded;
  let left = maximumFires.ofAll;
  const tasks: Upcoming["tasks"] = [];
  const slices = new Slices();
  for (const selected of shown) {
    const { row } = selected;
    const own = calendars.filter(({ id }) => row.schedule.calendarIds.includes(id));
    const limit = Math.min(maximumFires.ofTask, left);
    const planned = row.nextFireAt === null ? [] : firesWithin(row, within.from, within.to);
    const fires = await slices.take(planned, limit + 1);
    left -= Math.min(fires.length, limit);
    tasks.push({
      ...taskItemOf(selected, ctx.locale),
      usualDurationMs: loaded.usual.get(row.id) ?? null,
      firesCapped: fires.length > limit,
      fires: fires.slice(0, limit).map((at) => {
        return { at: at.toISOString(), closedBy: own.find((one) => isClosed(one, at))?.id ?? null };
      }),
    });
  }
  const { collisions, more } = meetings(loaded.shared, tasks);
  return {
    now: loaded.now.toISOString(),
    from: within.from.toISOString(),
    to: within.to.toISOString(),
    tasks,
    tasksCapped: loaded.more,
    calendars: calendars.map((one) => ({
      id: one.id,
      name: one.name,
      closed: closedSpans(one, within).map(({ from, to }) => ({
        from: from.toISOString(),
        to: to.toISOString(),
      })),
    })),
    collisions,
    collisionsCapped: more,
  };
}

/** Hosts with the same tasks have the same meetings: they are computed once. */
function meetings(shared: SharedTarget[], tasks: Upcoming["tasks"]) {
  const bySet = Map.groupBy(shared, ({ taskIds }) => taskIds.join());
  const found = [...bySet.values()].flatMap((targets) => {
    const runs = (targets[0]?.taskIds ?? []).flatMap((id) => runsOf(tasks.find((one) => one.id === id)));
    return collisionsOf(runs).flatMap((met) =>
      targets.map(({ id, name }) => ({ ...met, target: { id, name } })),
    );
  });
  const first = found.toSorted((a, b) => a.from - b.from).slice(0, maximumCollisions);
  return {
    more: found.length > maximumCollisions,
    collisions: first.map(({ from, to, ...met }) => {
      return { ...met, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    }),
  };
}

function runsOf(planned: Upcoming["tasks"][number] | undefined): PlannedRun[] {
  if (planned === undefined) return [];
  const lasts = planned.usualDurationMs ?? unknownDurationMs;
  return planned.fires.flatMap(({ at, closedBy }) => {
    const from = new Date(at).getTime();
    return closedBy === null ? [{ taskId: planned.id, from, to: from + lasts }] : [];
  });
}
