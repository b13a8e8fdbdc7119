import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
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

type Row = typeof taskLog.$inferSelect;

/** How many good runs make a task's usual duration. */
const usualRuns = 20;

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
      usualDurationMs: await usualDuration(tx, row),
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

async function usualDuration(tx: Transaction, row: Row): Promise<number | null> {
  const good = tx
    .select({ ms: taskLogDuration.as("ms") })
    .from(taskLog)
    .where(
      and(
        eq(taskLog.tenantId, row.tenantId),
        eq(taskLog.taskId, row.taskId),
        eq(taskLog.state, "succeeded"),
        isNotNull(taskLog.startedAt),
      ),
    )
    .orderBy(desc(taskLog.id))
    .limit(usualRuns)
    .as("good");
  const rows = await tx
    .select({ ms: sql<number | null>`(percentile_cont(0.5) within group (order by ${good.ms}))::int8` })
    .from(good);
  return rows[0]?.ms ?? null;
}

/** A run whose targets are not parted is one batch. */
function onlyBatch(row: Row): TaskLog["batches"][number] {
  const { state, startedAt, endedAt } = row;
  return { number: 1, size: row.targetCount, state, startedAt, endedAt, waitedMs: 0, confirmedBy: null };
}
