import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { type Due, whatIsDue } from "../domain/schedule/task-schedule.ts";
import { found } from "../errors.ts";
import { logger } from "../logger.ts";
import { tellFires } from "../notice/tell-schedule.ts";
import { cancelRun } from "../run/cancel.ts";
import { scheduleContext } from "./actor.ts";
import { type CalendarRow, calendarsOf, calendarsOfEach, closedAt } from "./closed-at.ts";
import { type NewFire, noteAlike } from "./fire-row.ts";
import { databaseClock, type NextFire, plannedAt, storeNext, without } from "./next-fire.ts";
import { type Fired, type InTheWay, type Moment, runOrSay } from "./run-moment.ts";

export interface FireDeps {
  database: Database;
  boss: PgBoss;
}

type Task = typeof task.$inferSelect;

/** A run must be stopped before the moment's own is started. */
const somethingInTheWay = Symbol("something in the way");

/**
 * Accounts for a task's planned moment, and for those after it that were missed: the one way in which schedules start
 * runs. Does nothing where the moment is not the task's next one any more, or where another worker has it in hand.
 * Answers what became of the newest moment.
 *
 * @param at in place of the database's clock, for tests
 */
export async function fireDue(
  deps: FireDeps,
  taskId: number,
  fireAt: string,
  at?: Date,
): Promise<Fired | null> {
  for (;;) {
    const [outcome = null] = await fireInOne(deps, [{ taskId, fireAt }], at);
    if (outcome !== somethingInTheWay) return outcome;
    await stopBefore(deps, taskId, fireAt, at);
  }
}

/**
 * The same for several tasks in one transaction, since commits are what costs. Where it fails as a whole, and where a
 * run must be stopped first, each is fired alone. Answers how many moments were accounted for.
 */
export async function fireTogether(deps: FireDeps, due: Asked[], at?: Date): Promise<number> {
  const outcomes = await fireInOne(deps, due, at).catch(() => due.map(() => somethingInTheWay));
  let count = outcomes.filter((outcome) => outcome !== null && outcome !== somethingInTheWay).length;
  for (const [index, { taskId, fireAt }] of due.entries()) {
    if (outcomes[index] !== somethingInTheWay) continue;
    if (await fireAlone(deps, taskId, fireAt, at)) count += 1;
  }
  return count;
}

/** One task that can't be fired keeps no other from it: it is tried again at the next look. */
async function fireAlone(
  deps: FireDeps,
  taskId: number,
  fireAt: string,
  at: Date | undefined,
): Promise<boolean> {
  try {
    return (await fireDue(deps, taskId, fireAt, at)) !== null;
  } catch (error) {
    logger.warn(
      { err: error, task: taskId, fireAt },
      "a planned moment could not be fired; it is tried again",
    );
    return false;
  }
}

/** A moment of a task that the caller believes to be its next one. */
interface Asked {
  taskId: number;
  fireAt: string;
}

type Accounted = Fired | typeof somethingInTheWay | null;

/** Fires several tasks in one transaction; answers in their order what became of each one's newest moment. */
function fireInOne({ database, boss }: FireDeps, due: Asked[], at: Date | undefined): Promise<Accounted[]> {
  return inTenant(asSystem(database), async (tx) => {
    const locked = await lockDue(tx, due);
    const tasks = locked.map(({ what }) => what);
    const running = await runsInTheWay(tx, tasks);
    const calendars = await calendarsOfEach(tx, tasks);
    const outcomes = new Map<number, Accounted>();
    const nexts = new Map<number, NextFire>();
    const moments: Moment[] = [];
    for (const { what, fireAt, now: clock } of locked) {
      const now = at ?? new Date(clock);
      const read = readDue(what, new Date(fireAt), now);
      if (read === null) {
        nexts.set(what.id, without("unreadable"));
        continue;
      }
      const own = { running: running.get(what.id) ?? [], calendars: calendars.get(what) ?? [] };
      // Nothing was written for it yet: the run is stopped in a transaction of its own, and this one begins again.
      if (read.run !== null && mustStop(what, own.running, own.calendars, read.run.at, now)) {
        outcomes.set(what.id, somethingInTheWay);
        continue;
      }
      await noteMissed(tx, boss, what, { ...read, ...own });
      if (read.run === null) outcomes.set(what.id, "missed");
      else moments.push({ what, run: read.run, now, ...own });
      nexts.set(what.id, read.next === null ? without("finished") : plannedAt(read.next));
    }
    for (const [taskId, outcome] of await runOrSay(tx, boss, moments)) outcomes.set(taskId, outcome);
    await storeNext(tx, nexts);
    return due.map(({ taskId }) => outcomes.get(taskId) ?? null);
  });
}

/**
 * Those of the tasks whose next moment it still is, and that nobody else has in hand. A plain `FOR UPDATE` would pass
 * over rows that any insert holds the key of.
 */
async function lockDue(
  tx: Transaction,
  due: Asked[],
): Promise<{ what: Task; fireAt: string; now: string }[]> {
  const fireAt = new Map(due.map((one) => [one.taskId, one.fireAt]));
  const ids = sql.param([...fireAt.keys()]);
  const rows = await tx
    .select({ what: task, now: sql<string>`clock_timestamp()` })
    .from(task)
    .where(
      and(
        sql`(${task.id}, ${task.nextFireAt}) in
          (select * from unnest(${ids}::bigint[], ${sql.param([...fireAt.values()])}::timestamptz[]))`,
        eq(task.enabled, true),
        isNull(task.deletedAt),
      ),
    )
    .orderBy(task.nextFireAt, task.id)
    .for("no key update", { skipLocked: true });
  return rows.map((row) => ({ ...row, fireAt: found(fireAt.get(row.what.id)) }));
}

function readDue(what: Task, fireAt: Date, now: Date): Due | null {
  try {
    return whatIsDue(what, fireAt, now);
  } catch {
    return null;
  }
}

/** Runs of tasks that have not ended, whoever started them, oldest first; by the tasks' ids. */
async function runsInTheWay(tx: Transaction, tasks: Pick<Task, "id">[]): Promise<Map<number, InTheWay[]>> {
  const ids = tasks.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({
      id: taskLog.id,
      taskId: taskLog.taskId,
      stopping: sql<boolean>`${taskLog.cancelRequestedAt} is not null`,
    })
    .from(taskLog)
    .where(and(inArray(taskLog.taskId, ids), isNull(taskLog.endedAt)))
    .orderBy(asc(taskLog.id));
  return Map.groupBy(rows, ({ taskId }) => taskId);
}

function mustStop(
  { schedule }: Task,
  running: InTheWay[],
  calendars: CalendarRow[],
  ...moments: [Date, Date]
): boolean {
  if (schedule.overlap !== "replace" || running.every(({ stopping }) => stopping)) return false;
  return closedAt(calendars, ...moments) === undefined;
}

/**
 * Where the rule is to replace, stops what runs, one transaction each and before the task is locked: two runs are
 * never locked together, and a task after its runs.
 */
async function stopBefore(
  deps: FireDeps,
  taskId: number,
  fireAt: string,
  at: Date | undefined,
): Promise<void> {
  const stopped = await inTenant(asSystem(deps.database), async (tx) => {
    const [what] = await tx
      .select()
      .from(task)
      .where(and(eq(task.id, taskId), eq(task.nextFireAt, fireAt), eq(task.enabled, true)));
    if (what === undefined || what.schedule.overlap !== "replace") return null;
    const now = at ?? (await databaseClock(tx));
    const due = readDue(what, new Date(fireAt), now);
    if (!due?.run) return null;
    const running = (await runsInTheWay(tx, [what])).get(what.id) ?? [];
    const needed = mustStop(what, running, await calendarsOf(tx, what), due.run.at, now);
    return needed ? { tenantId: what.tenantId, running } : null;
  });
  if (stopped === null) return;
  const ctx = scheduleContext(deps, stopped.tenantId);
  for (const { id, stopping } of stopped.running) if (!stopping) await cancelRun(ctx, id);
}

/** The one place where missed moments are written down, and where people are told of them. */
async function noteMissed(
  tx: Transaction,
  boss: PgBoss,
  what: Task,
  { missed, why, calendars }: Due & { calendars: CalendarRow[] },
): Promise<void> {
  const { tenantId, id: taskId } = what;
  const byCalendar = Map.groupBy(missed, (at) => closedAt(calendars, at));
  for (const [closed, moments] of byCalendar) {
    const became: Pick<NewFire, "outcome" | "reason" | "calendarId" | "calendarName"> =
      closed === undefined
        ? { outcome: "missed", reason: why }
        : { outcome: "blocked", calendarId: closed.id, calendarName: closed.name };
    await noteAlike(tx, { tenantId, taskId, ...became }, moments);
    if (became.outcome !== "missed") continue;
    const told = moments.map((at) => at.toISOString());
    await tellFires(tx, boss, what, { outcome: "missed", reason: why, moments: told });
  }
}
