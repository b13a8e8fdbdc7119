import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import type { task } from "../db/tables/task.ts";
import { ServiceError } from "../errors.ts";
import { startRun } from "../run/start.ts";
import { scheduleActor } from "./actor.ts";

/** A run that was started, or why none could be: no host, no script, too many hosts. */
export type Started =
  | { taskLogId: number }
  | { taskLogId: null; reason: string; reasonValues: Record<string, string | number> };

/** Starts a run for a planned moment of a locked task. What a person would be told is an answer; other faults are thrown. */
export async function startPlanned(
  tx: Transaction,
  boss: PgBoss,
  locked: typeof task.$inferSelect,
  plannedAt: string,
): Promise<Started> {
  const { id: taskId, tenantId } = locked;
  const request = { id: `schedule ${taskId} ${plannedAt}`, address: null };
  const ctx = { actor: scheduleActor, scope: { tenantId }, boss, request };
  try {
    return { taskLogId: await startRun(tx, ctx, { taskId, trigger: "schedule", plannedAt, locked }) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { taskLogId: null, reason: error.reason, reasonValues: error.values };
  }
}
