import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import { auditEach } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { script, scriptVersion } from "../db/tables/script.ts";
import { task } from "../db/tables/task.ts";
import type { Trigger } from "../domain/task-log-state.ts";
import { found, ServiceError } from "../errors.ts";
import { requireReason } from "../schedule/closed-at.ts";
import { type Frozen, insertRuns, type NewRun, type Starter } from "./insert.ts";
import { chooseTargets, type LivingTarget, lockTargetsOf } from "./start-targets.ts";

export interface RunRequest {
  taskId: number;
  trigger: Trigger;
  /** In place of the task's own. */
  arguments?: string[];
  /** A part of the task's own targets; absent: all of them. */
  targetIds?: number[];
  reason?: string;
  /** The planned moment that it is started for. */
  plannedAt?: string;
}

/**
 * Starts a task: freezes what will run and where, and hands it to the workers; all in the caller's
 * transaction. Answers the new task log's id.
 * Throws NOT_FOUND, REASON_REQUIRED, NO_TARGETS, TOO_MANY_TARGETS or SANDBOX_RUNS_AS_CONSOLE.
 *
 * The task's row is locked first: a deletion or another start of it waits, and so do changes of the script
 * and targets (`FOR SHARE`), until the run's rows stand.
 */
export async function startRun(
  tx: Transaction,
  ctx: Starter & Pick<ServiceContext, "scope">,
  run: RunRequest,
): Promise<number> {
  const what = await lockTask(tx, ctx, run.taskId);
  await requireReason(tx, what, run.reason);
  const [started] = await startRuns(tx, [{ ...run, ctx, what }]);
  if (started instanceof ServiceError) throw started;
  return found(started);
}

/** A start of a task whose row the caller has locked. */
export interface Start extends Omit<RunRequest, "taskId"> {
  ctx: Starter;
  what: Task;
}

/**
 * Starts tasks that the caller has locked, each at most once. Answers in their order the new task logs' ids, or why
 * one could not be started: that is found out before the first row is written, and keeps no other from its start.
 */
export async function startRuns(tx: Transaction, starts: Start[]): Promise<(number | ServiceError)[]> {
  const tasks = starts.map(({ what }) => what);
  const versions = await lockVersions(tx, tasks);
  const targets = await lockTargetsOf(tx, tasks);
  const prepared = starts.map((start) => orRefusal(() => prepare(start, versions, targets)));
  const runs = prepared.flatMap((one) => (one instanceof ServiceError ? [] : [one]));
  const ids = await insertRuns(tx, runs);
  const made = new Map(runs.map((run, index) => [run.frozen.taskId, found(ids[index])]));
  await auditEach(
    tx,
    starts.flatMap(({ ctx, what, trigger, reason }) => {
      const taskLogId = made.get(what.id);
      if (taskLogId === undefined) return [];
      const object = { type: "task", id: what.id, name: what.name };
      const after = { taskLogId, trigger, targets: targets.get(what.id)?.length ?? 0, reason };
      return [{ caller: ctx, change: { tenantId: what.tenantId, action: "task.run", object, after } }];
    }),
  );
  return prepared.map((one) => (one instanceof ServiceError ? one : found(made.get(one.frozen.taskId))));
}

/** What is refused is an answer; other faults are thrown. */
function orRefusal<T>(make: () => T): T | ServiceError {
  try {
    return make();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function prepare(
  { ctx, what, targetIds: chosen, ...run }: Start,
  versions: Map<number, LockedVersion>,
  targets: Map<number, LivingTarget[]>,
): NewRun {
  const version = versions.get(what.id);
  if (version === undefined) throw new ServiceError("CONFLICT", "SCRIPT_DELETED");
  const targetIds = chooseTargets(ctx, targets.get(what.id) ?? [], chosen);
  const { id: taskId, name: taskName, tenantId, type, scriptId, environment, strategy } = what;
  const { trigger, reason: reasonGiven, plannedAt } = run;
  const given = run.arguments ?? what.arguments;
  const text = { taskId, taskName, type, scriptId, ...version };
  const how = { arguments: given, environment, strategy, trigger, reasonGiven, plannedAt };
  return { ctx, frozen: { tenantId, ...text, ...how }, targetIds };
}

type Task = typeof task.$inferSelect;

async function lockTask(tx: Transaction, ctx: Pick<ServiceContext, "scope">, taskId: number): Promise<Task> {
  const rows = await tx
    .select()
    .from(task)
    .where(and(eq(task.id, taskId), visible(ctx, task.tenantId), isNull(task.deletedAt)))
    .for("no key update");
  return found(rows[0]);
}

type LockedVersion = Pick<Frozen, "scriptVersionId" | "scriptVersion" | "scriptName" | "language">;

/** What each of the tasks would run, by the tasks' ids; absent: its script was deleted. */
async function lockVersions(tx: Transaction, tasks: Task[]): Promise<Map<number, LockedVersion>> {
  const scripts = await tx
    .select()
    .from(script)
    .where(
      and(
        inArray(
          script.id,
          tasks.map(({ scriptId }) => scriptId),
        ),
        isNull(script.deletedAt),
      ),
    )
    .orderBy(script.id)
    .for("share");
  const owners = new Map(scripts.map((row) => [row.id, row]));
  const wanted = tasks.flatMap(({ id, scriptId, scriptVersion: pinned }) => {
    const owner = owners.get(scriptId);
    return owner === undefined ? [] : [{ id, owner, number: pinned ?? owner.currentVersion }];
  });
  const ids = sql.param(wanted.map(({ owner }) => owner.id));
  const numbers = sql.param(wanted.map(({ number }) => number));
  const versions = await tx
    .select({ id: scriptVersion.id, scriptId: scriptVersion.scriptId, number: scriptVersion.number })
    .from(scriptVersion)
    .innerJoin(
      sql`(select distinct * from unnest(${ids}::bigint[], ${numbers}::int[]) as w(script_id, number)) as wanted`,
      sql`wanted.script_id = ${scriptVersion.scriptId} and wanted.number = ${scriptVersion.number}`,
    );
  const idOf = new Map(versions.map((row) => [`${row.scriptId} ${row.number}`, row.id]));
  return new Map(
    wanted.map(({ id, owner, number }) => {
      const scriptVersionId = found(idOf.get(`${owner.id} ${number}`));
      const { name: scriptName, language } = owner;
      return [id, { scriptVersionId, scriptVersion: number, scriptName, language }];
    }),
  );
}
