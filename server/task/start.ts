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
import type { TaskRunInput, TaskStartInput } from "./input.ts";
import { ownTask } from "./load.ts";

/** Starts an immediate task: a new run, whatever else of it is running. */
export async function startTask(
  ctx: ServiceContext,
  { id, idempotencyKey, reason }: TaskStartInput,
): Promise<{ taskLogId: number; nextFireAt: null }> {
  const run = { id, reason, idempotencyKey };
  const { taskLogId } = await startOnce(ctx, "task.start", run);
  return { taskLogId, nextFireAt: null };
}

/** Runs a task at once, on all of its targets or on a part of them. */
export function runTask(ctx: ServiceContext, input: TaskRunInput): Promise<{ taskLogId: number }> {
  return startOnce(ctx, "task.run", input);
}

/** Asks all of a task's runs to stop that have not ended. Answers how many those were. */
export async function stopTask(ctx: ServiceContext, { id }: { id: number }): Promise<{ cancelled: number }> {
  requireScope(ctx, "write");
  await inTenant(ctx, (tx) => ownTask(tx, ctx, id));
  return { cancelled: await cancelRunsOfTask(ctx, id) };
}

/** What a run of this caller was triggered by. */
export function triggerOf({ actor }: ServiceContext): Trigger {
  return actor.kind === "user" && actor.via === "token" ? "api" : "manual";
}

function startOnce(
  ctx: ServiceContext,
  verb: string,
  { idempotencyKey: key, ...input }: TaskRunInput,
): Promise<{ taskLogId: number }> {
  requireScope(ctx, "write");
  return inTenant(ctx, (tx) =>
    once(tx, ctx, { verb, key, input }, async () => {
      const { id: taskId, expectedTargets, ...rest } = input;
      const run: RunRequest = { taskId, trigger: triggerOf(ctx), ...rest };
      const taskLogId = await startRun(tx, ctx, run);
      if (expectedTargets !== undefined) await compareTargets(tx, taskLogId, expectedTargets);
      return { taskLogId };
    }),
  );
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
