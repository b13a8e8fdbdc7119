import { and, eq, isNull } from "drizzle-orm";
import { actorName, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { TaskLogState } from "../domain/task-log-state.ts";
import { found } from "../errors.ts";
import { databaseNow } from "./counters.ts";
import { type LockedRun, lockRun } from "./lock.ts";
import { setLastStates, settle, skipUnsent } from "./settle.ts";

/**
 * Asks a run to stop. Nothing that was not sent can start after this; what runs on a host is ended by the
 * worker that holds it. A run that has ended is left as it is. Answers the run's state after the request.
 */
export function cancelRun(ctx: ServiceContext, taskLogId: number): Promise<{ state: TaskLogState }> {
  return inTenant(ctx, async (tx) => {
    const run = found(await lockRun(tx, ctx, taskLogId));
    if (run.endedAt === null && run.cancelRequestedAt === null) await requestStop(tx, ctx, run);
    return { state: run.state };
  });
}

/** Stops all of a task's runs that have not ended, one transaction each. Answers how many. */
export async function cancelRunsOfTask(ctx: ServiceContext, taskId: number): Promise<number> {
  const open = await inTenant(ctx, (tx) =>
    tx
      .select({ id: taskLog.id })
      .from(taskLog)
      .where(and(eq(taskLog.taskId, taskId), visible(ctx, taskLog.tenantId), isNull(taskLog.endedAt)))
      .orderBy(taskLog.id),
  );
  for (const { id } of open) await cancelRun(ctx, id);
  return open.length;
}

async function requestStop(tx: Transaction, ctx: ServiceContext, run: LockedRun): Promise<void> {
  run.state = "cancelling";
  run.cancelRequestedAt = new Date().toISOString();
  await tx
    .update(taskLog)
    .set({ state: run.state, cancelRequestedAt: databaseNow, cancelRequestedBy: actorName(ctx.actor) })
    .where(eq(taskLog.id, run.id));
  await skipUnsent(tx, run, ["pending", "connecting"]);
  await setLastStates(tx, [run]);
  await settle(tx, ctx.boss, [run]);
  await audit(tx, ctx, {
    tenantId: run.tenantId,
    action: "taskLog.cancel",
    object: { type: "taskLog", id: run.id, name: run.taskName },
  });
  await notify(tx, "hostrun_stop", [run.id]);
}
