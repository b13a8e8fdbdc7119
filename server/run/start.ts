import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { actorId, actorName, requireSandboxRight, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { script, scriptVersion } from "../db/tables/script.ts";
import { target } from "../db/tables/target.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { maximumTargetsOfRun } from "../domain/strategy.ts";
import type { Trigger } from "../domain/task-log-state.ts";
import { found, notFound, ServiceError } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import { requireReason } from "../schedule/closed-at.ts";

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
  /** The task's row, where the caller has locked it already. */
  locked?: Task;
}

/** As much of a caller's context as a start needs. */
export type Starter = Pick<ServiceContext, "actor" | "scope" | "boss" | "request">;

/**
 * Starts a task: freezes what will run and where, and hands it to the workers; all in the caller's
 * transaction. Answers the new task log's id.
 * Throws NOT_FOUND, REASON_REQUIRED, NO_TARGETS, TOO_MANY_TARGETS or SANDBOX_RUNS_AS_CONSOLE.
 *
 * What is refused is refused before the first row is written: the transaction may go on. The task's row is locked first: a deletion or another start of it waits, and so do changes of the script
 * and targets (`FOR SHARE`), until the run's rows stand.
 */
export async function startRun(tx: Transaction, ctx: Starter, run: RunRequest): Promise<number> {
  const what = run.locked ?? (await lockTask(tx, ctx, run.taskId));
  if (run.trigger !== "schedule") await requireReason(tx, what, run.reason);
  const version = await lockVersion(tx, what);
  const targetIds = await lockTargets(tx, ctx, what, run.targetIds);
  const { tenantId, type, scriptId, environment, strategy } = what;
  const { trigger, reason: reasonGiven, plannedAt } = run;
  const names = { taskId: what.id, taskName: what.name, type, scriptId, scriptName: version.scriptName };
  const text = { scriptVersionId: version.id, scriptVersion: version.number, language: version.language };
  const how = {
    arguments: run.arguments ?? what.arguments,
    environment,
    strategy,
    trigger,
    reasonGiven,
    plannedAt,
  };
  const taskLogId = await insertRun(tx, ctx, { tenantId, ...names, ...text, ...how }, targetIds);
  await audit(tx, ctx, {
    tenantId,
    action: "task.run",
    object: { type: "task", id: what.id, name: what.name },
    after: { taskLogId, trigger: run.trigger, targets: targetIds.length, reason: run.reason },
  });
  return taskLogId;
}

/** What a run is frozen with at its start. */
export type Frozen = Pick<
  typeof taskLog.$inferInsert,
  | "tenantId"
  | "taskId"
  | "taskName"
  | "type"
  | "scriptId"
  | "scriptName"
  | "scriptVersionId"
  | "scriptVersion"
  | "language"
  | "arguments"
  | "environment"
  | "strategy"
  | "trigger"
  | "reasonGiven"
  | "plannedAt"
  | "rerunOf"
>;

/** The rows of a new run on targets that the caller has locked, its task's last state, and the job that begins it. */
export async function insertRun(
  tx: Transaction,
  ctx: Starter,
  frozen: Frozen,
  targetIds: number[],
): Promise<number> {
  const { tenantId, taskId } = frozen;
  const targetCount = targetIds.length;
  const author = { executedById: actorId(ctx.actor), executedBy: actorName(ctx.actor) };
  const rows = await tx
    .insert(taskLog)
    .values({ ...frozen, ...author, targetCount, batchPending: targetCount })
    .returning({ id: taskLog.id });
  const taskLogId = found(rows[0]).id;
  await insertTargetLogs(tx, taskLogId, targetIds);
  await tx
    .update(task)
    .set({ lastTaskLogId: taskLogId, lastState: "queued" })
    .where(and(eq(task.tenantId, tenantId), eq(task.id, taskId)));
  await enqueue(ctx.boss, tx, "run", { taskLogId });
  await notify(tx, "hostrun_task_log", [taskLogId]);
  return taskLogId;
}

type Task = typeof task.$inferSelect;

async function lockTask(tx: Transaction, ctx: Starter, taskId: number): Promise<Task> {
  const rows = await tx
    .select()
    .from(task)
    .where(and(eq(task.id, taskId), visible(ctx, task.tenantId), isNull(task.deletedAt)))
    .for("no key update");
  return found(rows[0]);
}

async function lockVersion(tx: Transaction, what: Task) {
  const scripts = await tx
    .select()
    .from(script)
    .where(and(eq(script.tenantId, what.tenantId), eq(script.id, what.scriptId), isNull(script.deletedAt)))
    .for("share");
  const [owner] = scripts;
  if (owner === undefined) throw new ServiceError("CONFLICT", "SCRIPT_DELETED");
  const number = what.scriptVersion ?? owner.currentVersion;
  const versions = await tx
    .select({ id: scriptVersion.id, number: scriptVersion.number })
    .from(scriptVersion)
    .where(
      and(
        eq(scriptVersion.tenantId, what.tenantId),
        eq(scriptVersion.scriptId, owner.id),
        eq(scriptVersion.number, number),
      ),
    );
  return { ...found(versions[0]), scriptName: owner.name, language: owner.language };
}

/**
 * The task's living targets in id order; a chosen part must lie within them. Two statements with the ids between
 * them: a join was planned for one target where there are thousands, and took seconds (tables without statistics yet).
 */
async function lockTargets(
  tx: Transaction,
  ctx: Starter,
  what: Task,
  chosen: number[] | undefined,
): Promise<number[]> {
  const bound = await tx
    .select({ id: taskTarget.targetId })
    .from(taskTarget)
    .where(
      and(
        eq(taskTarget.tenantId, what.tenantId),
        eq(taskTarget.taskId, what.id),
        chosen && inArray(taskTarget.targetId, chosen),
      ),
    );
  const ids = await lockLivingTargets(
    tx,
    ctx,
    what.tenantId,
    bound.map((row) => row.id),
  );
  if (chosen !== undefined && ids.length < new Set(chosen).size) throw notFound();
  if (ids.length === 0) throw new ServiceError("BAD_REQUEST", "NO_TARGETS", {}, ["targetIds"]);
  if (ids.length > maximumTargetsOfRun) {
    const values = { maximum: maximumTargetsOfRun, count: ids.length };
    throw new ServiceError("BAD_REQUEST", "TOO_MANY_TARGETS", values, ["targetIds"]);
  }
  return ids;
}

/** Those of the targets that live, in id order, held until the run's rows stand, if the caller may run on them. */
export async function lockLivingTargets(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor">,
  tenantId: number,
  ids: number[],
): Promise<number[]> {
  const rows = await tx
    .select({ id: target.id, sandboxRunsAsConsole: target.sandboxRunsAsConsole })
    .from(target)
    .where(
      and(
        eq(target.tenantId, tenantId),
        isNull(target.deletedAt),
        sql`${target.id} = any(${sql.param(ids)}::bigint[])`,
      ),
    )
    .orderBy(target.id)
    .for("share");
  requireSandboxRight(ctx, rows);
  return rows.map((row) => row.id);
}

/** One statement for all: the snapshot of each host, in the order of the ids, and the proxies that they are behind. */
async function insertTargetLogs(tx: Transaction, taskLogId: number, targetIds: number[]): Promise<void> {
  await tx.execute(sql`
    with made as (
    insert into e_script_target_log (tenant_id, task_log_id, target_id, position, host_id, host_name, cloud_pool,
      region, username, address, port, proxy_id, proxy_name, login_mode)
    select t.tenant_id, ${taskLogId}, t.id, row_number() over (order by t.id), coalesce(t.host_id, t.id::text), t.name,
      t.cloud_pool, t.region, t.username, t.address, t.port, t.proxy_id, p.name, t.login_mode
    from e_script_target t
    left join e_script_target_proxy p on p.tenant_id = t.tenant_id and p.id = t.proxy_id
    where t.id = any(${sql.param(targetIds)}::bigint[])
    order by t.id
    returning proxy_id)
    update e_script_task_log set proxy_ids = behind.ids
    from (select jsonb_agg(distinct proxy_id) as ids from made where proxy_id is not null) as behind
    where id = ${taskLogId} and behind.ids is not null`);
}
