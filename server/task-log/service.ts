import { and, eq, isNull } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { script } from "../db/tables/script.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { TaskLogState } from "../domain/task-log-state.ts";
import { found } from "../errors.ts";
import { once } from "../idempotency/once.ts";
import { cancelRun } from "../run/cancel.ts";
import { type Rerun, rerunRun } from "../run/rerun.ts";
import { taskLogDuration } from "./columns.ts";
import type { TaskLogRerunInput } from "./input.ts";
import { taskLogItemOf } from "./list.ts";
import type { TaskLog } from "./output.ts";
import { usualDurations } from "./usual-duration.ts";
import { proxiesWaitedFor } from "./waits.ts";

type Row = typeof taskLog.$inferSelect;

/** One run with the snapshot of what ran. */
export function getTaskLog(ctx: ServiceContext, { id }: { id: number }): Promise<TaskLog> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .select({ row: taskLog, durationMs: taskLogDuration })
      .from(taskLog)
      .where(and(eq(taskLog.id, id), visible(ctx, taskLog.tenantId)));
    const { row, durationMs } = found(rows[0]);
    const { language, environment, strategy } = row;
    return {
      ...row,
      ...taskLogItemOf(row, durationMs),
      snapshot: { language, arguments: row.arguments, environment, strategy },
      currentScriptVersion: await currentVersion(tx, row),
      reason: row.reasonGiven,
      usualDurationMs: await usualDurationOf(tx, row),
      waitsForProxies: await proxiesWaitedFor(tx, row),
      batches: [onlyBatch(row)],
    };
  });
}

/** Asks a run to stop; one that has ended is left as it is. Answers its state after the request. */
export function cancelTaskLog(ctx: ServiceContext, { id }: { id: number }): Promise<{ state: TaskLogState }> {
  requireScope(ctx, "write");
  return cancelRun(ctx, id);
}

/** Runs an ended run again, on all of its targets or on those that did not succeed. */
export function rerunTaskLog(
  ctx: ServiceContext,
  { idempotencyKey: key, ...input }: TaskLogRerunInput,
): Promise<Rerun> {
  requireScope(ctx, "write");
  const { id: taskLogId, ...rest } = input;
  return inTenant(ctx, (tx) =>
    once(tx, ctx, { verb: "taskLog.rerun", key, input }, () => rerunRun(tx, ctx, { taskLogId, ...rest })),
  );
}

/** The number of the script's newest version; null where the script was deleted. */
async function currentVersion(tx: Transaction, { tenantId, scriptId }: Row): Promise<number | null> {
  const rows = await tx
    .select({ number: script.currentVersion })
    .from(script)
    .where(and(eq(script.tenantId, tenantId), eq(script.id, scriptId), isNull(script.deletedAt)));
  return rows[0]?.number ?? null;
}

async function usualDurationOf(tx: Transaction, { tenantId, taskId }: Row): Promise<number | null> {
  return (await usualDurations(tx, [{ tenantId, id: taskId }])).get(taskId) ?? null;
}

/** A run whose targets are not parted is one batch. */
function onlyBatch(row: Row): TaskLog["batches"][number] {
  const { state, startedAt, endedAt } = row;
  return { number: 1, size: row.targetCount, state, startedAt, endedAt, waitedMs: 0, confirmedBy: null };
}
