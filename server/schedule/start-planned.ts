import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import type { task } from "../db/tables/task.ts";
import { ServiceError } from "../errors.ts";
import { startRuns } from "../run/start.ts";
import { scheduleActor } from "./actor.ts";

/** A run that was started, or why none could be: no host, no script, too many hosts. */
export type Started =
  | { taskLogId: number }
  | { taskLogId: null; reason: string; reasonValues: Record<string, string | number> };

/** A planned moment of a task that is locked. */
export interface Planned {
  what: typeof task.$inferSelect;
  plannedAt: string;
}

/**
 * Starts runs for planned moments, of one task each; answers in their order. What a person would be told is an answer;
 * other faults are thrown.
 */
export async function startPlanned(tx: Transaction, boss: PgBoss, planned: Planned[]): Promise<Started[]> {
  const started = await startRuns(
    tx,
    planned.map(({ what, plannedAt }) => {
      const request = { id: `schedule ${what.id} ${plannedAt}`, address: null };
      return { ctx: { actor: scheduleActor, boss, request }, what, trigger: "schedule" as const, plannedAt };
    }),
  );
  return started.map((one) =>
    one instanceof ServiceError
      ? { taskLogId: null, reason: one.reason, reasonValues: one.values }
      : { taskLogId: one },
  );
}
