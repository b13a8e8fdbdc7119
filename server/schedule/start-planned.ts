import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import { ServiceError } from "../errors.ts";
import { startRun } from "../run/start.ts";
import { scheduleActor } from "./actor.ts";

/** A run that was started, or why none could be: no host, no script, too many hosts. */
export type Started =
  | { taskLogId: number }
  | { taskLogId: null; reason: string; reasonValues: Record<string, string | number> };

/** Starts a run for a planned moment. What a person would be told is an answer here; every other fault is thrown. */
export async function startPlanned(
  tx: Transaction,
  boss: PgBoss,
  { id: taskId, tenantId }: { id: number; tenantId: number },
  plannedAt: string,
): Promise<Started> {
  const request = { id: `schedule ${taskId} ${plannedAt}`, address: null };
  const ctx = { actor: scheduleActor, scope: { tenantId }, boss, request };
  try {
    const run = { taskId, trigger: "schedule", plannedAt } as const;
    return { taskLogId: await tx.transaction((inner) => startRun(inner, ctx, run)) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { taskLogId: null, reason: error.reason, reasonValues: error.values };
  }
}
