import { and, eq } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { Trigger } from "../domain/task-log-state.ts";
import { found, ServiceError } from "../errors.ts";
import { once } from "../idempotency/once.ts";
import { cancelRunsOfTask } from "../run/cancel.ts";
import { type RunRequest, startRun } from "../run/start.ts";
import type { TaskRunInput, TaskStartInput, TaskStopInput } from "./input.ts";
import { lockTask } from "./load.ts";
import { startSchedule, stopSchedule } from "./plan.ts";

/** Starts an immediate task (a new run, whatever else of it is running), or puts a task's schedule to work. */
export function startTask(
  ctx: ServiceContext,
  { idempotencyKey: key, ...input }: TaskStartInput,
): Promise<{ taskLogId: number | null; nextFireAt: string | null }> {
  requireScope(ctx, "write");
  return inTenant(ctx, (tx) =>
    once(tx, ctx, { verb: "task.start", key, input }, async () => {
      const what = await lockTask(tx, ctx, input.id);
      return what.type === "immediate"
        ? { taskLogId: await startNow(tx, ctx, input), nextFireAt: null }
        : { taskLogId: null, nextFireAt: await startSchedule(tx, ctx, what, input) };
    }),
  );
}

/** Runs a task at once, on all of its targets or on a part of them. */
export function runTask(
  ctx: ServiceContext,
  { idempotencyKey: key, ...input }: TaskRunInput,
): Promise<{ taskLogId: number }> {
  requireScope(ctx, "write");
  return inTenant(ctx, (tx) =>
    once(tx, ctx, { verb: "task.run", key, input }, async () => ({
      taskLogId: await startNow(tx, ctx, input),
    })),
  );
}

/**
 * Stops a task's schedule, and asks its runs to stop where the caller says so, or where it has no schedule. Answers
 * how many runs those were. The schedule first: what waits must not start when the run in its way ends.
 */
export async function stopTask(
  ctx: ServiceContext,
  { id, cancelRunning }: TaskStopInput,
): Promise<{ cancelled: number }> {
  requireScope(ctx, "write");
  const what = await inTenant(ctx, async (tx) => {
    const locked = await lockTask(tx, ctx, id);
    if (locked.type !== "immediate") await stopSchedule(tx, ctx, locked);
    return locked;
  });
  const cancels = cancelRunning ?? what.type === "immediate";
  return { cancelled: cancels ? await cancelRunsOfTask(ctx, id) : 0 };
}

/** What a run of this caller was triggered by. */
export function triggerOf({ actor }: ServiceContext): Trigger {
  return actor.kind === "user" && actor.via === "token" ? "api" : "manual";
}

async function startNow(
  tx: Transaction,
  ctx: ServiceContext,
  { id: taskId, expectedTargets, ...rest }: Omit<TaskRunInput, "idempotencyKey">,
): Promise<number> {
  const run: RunRequest = { taskId, trigger: triggerOf(ctx), ...rest };
  const taskLogId = await startRun(tx, ctx, run);
  if (expectedTargets !== undefined) await compareTargets(tx, taskLogId, expectedTargets);
  return taskLogId;
}

/** Where the number differs from the one that a person typed, the whole start is rolled back. */
export async function compareTargets(tx: Transaction, taskLogId: number, expected: number): Promise<void> {
  const rows = await tx
    .select({ count: taskLog.targetCount })
    .from(taskLog)
    .where(and(eq(taskLog.id, taskLogId)));
  const { count } = found(rows[0]);
  if (count === expected) return;
  throw new ServiceError("CONFLICT", "EXPECTED_TARGETS", { count, expected }, ["expectedTargets"]);
}
