import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { script } from "../db/tables/script.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { task } from "../db/tables/task.ts";
import { found, notFound, ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import { requireReason } from "../schedule/closed-at.ts";
import { insertRuns } from "./insert.ts";
import { type LockedRun, lockRun } from "./lock.ts";
import { lockLivingTargets } from "./start-targets.ts";

export interface RerunRequest {
  taskLogId: number;
  /** `failed`: every target that did not succeed. */
  scope: "failed" | "all";
  /** A part of those; absent: all of them. */
  targetLogIds?: number[];
  /** The caller knows that a script still runs on some of the hosts. */
  confirmStillRunning?: boolean;
  reason?: string;
}

/** The new run, and the hosts that are no more and were left out. */
export interface Rerun {
  taskLogId: number;
  leftOut: string[];
}

/**
 * Runs again what an ended run ran: its stored target logs say where, its own snapshot says what; the task is
 * not asked. Targets are dialled as they are now. Throws NOT_FOUND, and CONFLICT where the run has not ended,
 * where a host's script may still run and the caller does not know it, or where nothing is left.
 */
export async function rerunRun(tx: Transaction, ctx: ServiceContext, request: RerunRequest): Promise<Rerun> {
  const before = found(await lockRun(tx, ctx, request.taskLogId));
  if (before.endedAt === null) throw new ServiceError("CONFLICT", "RUN_NOT_ENDED");
  await lockScript(tx, before);
  await requireReasonOfTask(tx, before, request.reason);
  const hosts = await chosenHosts(tx, before, request);
  const running = hosts.filter((host) => host.mayRun).map((host) => host.hostName);
  if (running.length > 0 && request.confirmStillRunning !== true) {
    throw new ServiceError("CONFLICT", "STILL_RUNNING", { names: nameList(ctx.locale, running) });
  }
  const living = await lockLivingTargets(
    tx,
    ctx,
    before.tenantId,
    hosts.map((host) => host.targetId),
  );
  if (living.length === 0) throw new ServiceError("CONFLICT", "NOTHING_TO_RERUN");
  const alive = new Set(living);
  const leftOut = hosts.filter((host) => !alive.has(host.targetId)).map((host) => host.hostName);
  const again = { ctx, frozen: frozenAgain(before, request), targetIds: living };
  const taskLogId = found((await insertRuns(tx, [again]))[0]);
  await audit(tx, ctx, {
    tenantId: before.tenantId,
    action: "taskLog.rerun",
    object: { type: "taskLog", id: before.id, name: before.taskName },
    after: { taskLogId, scope: request.scope, targets: living.length, reason: request.reason },
  });
  return { taskLogId, leftOut };
}

/** A rerun is a run by hand too: the task's closed periods hold for it. */
async function requireReasonOfTask(
  tx: Transaction,
  run: LockedRun,
  reason: string | undefined,
): Promise<void> {
  const owner = and(eq(task.tenantId, run.tenantId), eq(task.id, run.taskId));
  const [what] = await tx
    .select({ tenantId: task.tenantId, schedule: task.schedule })
    .from(task)
    .where(owner);
  if (what !== undefined) await requireReason(tx, what, reason);
}

/** A deletion of the script waits, or came before. */
async function lockScript(tx: Transaction, { tenantId, scriptId }: LockedRun): Promise<void> {
  const rows = await tx
    .select({ id: script.id })
    .from(script)
    .where(and(eq(script.tenantId, tenantId), eq(script.id, scriptId), isNull(script.deletedAt)))
    .for("share");
  if (rows.length === 0) throw new ServiceError("CONFLICT", "RERUN_SCRIPT_DELETED");
}

async function chosenHosts(tx: Transaction, run: LockedRun, { scope, targetLogIds }: RerunRequest) {
  const ofRun = and(eq(targetLog.tenantId, run.tenantId), eq(targetLog.taskLogId, run.id));
  const rows = await tx
    .select({
      id: targetLog.id,
      targetId: targetLog.targetId,
      hostName: targetLog.hostName,
      succeeded: sql<boolean>`${targetLog.state} = 'succeeded'`,
      // What a later look found out counts more than what was known at the end.
      mayRun: sql<boolean>`${targetLog.state} = 'lost' and coalesce(${targetLog.lateResult} = 'still_running',
        ${targetLog.reason} = 'still_running')`,
    })
    .from(targetLog)
    .where(and(ofRun, targetLogIds && inArray(targetLog.id, targetLogIds)))
    .orderBy(targetLog.id);
  if (targetLogIds !== undefined && rows.length < new Set(targetLogIds).size) throw notFound();
  return scope === "all" ? rows : rows.filter((row) => !row.succeeded);
}

function frozenAgain(run: LockedRun, { reason }: RerunRequest) {
  const { tenantId, taskId, taskName, type, scriptId, scriptName, scriptVersionId, scriptVersion } = run;
  const { language, environment, strategy, arguments: given, id: rerunOf } = run;
  const what = { tenantId, taskId, taskName, type, scriptId, scriptName, scriptVersionId, scriptVersion };
  const how = { language, environment, strategy, arguments: given };
  return { ...what, ...how, trigger: "rerun" as const, reasonGiven: reason, rerunOf };
}
