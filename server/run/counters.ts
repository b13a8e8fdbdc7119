import { eq, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { TerminalTargetLogState } from "../domain/target-log-state.ts";
import type { EndCounts } from "../domain/task-log-state.ts";
import type { LockedRun } from "./lock.ts";

const endColumns = {
  succeeded: "succeededCount",
  failed: "failedCount",
  unreachable: "unreachableCount",
  cancelled: "cancelledCount",
  timed_out: "timedOutCount",
  skipped: "skippedCount",
  lost: "lostCount",
} as const satisfies Record<TerminalTargetLogState, keyof LockedRun>;

/** How many more (or fewer) target logs of a run stand where. */
export interface CounterChange {
  pending?: number;
  active?: number;
  ends?: Partial<EndCounts>;
  /** The position that pending target logs may stand at again. */
  cursorBackTo?: number;
}

/** Changes a locked run's counters by what was really changed, in the row and in the caller's copy of it. */
export async function changeCounters(tx: Transaction, run: LockedRun, change: CounterChange): Promise<void> {
  run.batchPending += change.pending ?? 0;
  run.activeCount += change.active ?? 0;
  for (const [state, count] of Object.entries(change.ends ?? {})) {
    run[endColumns[state as TerminalTargetLogState]] += count;
  }
  run.cursorPosition = Math.min(run.cursorPosition, change.cursorBackTo ?? run.cursorPosition);
  await tx
    .update(taskLog)
    .set({
      batchPending: run.batchPending,
      activeCount: run.activeCount,
      cursorPosition: run.cursorPosition,
      // Who came back may stand behind another proxy.
      ...(change.pending ? { waitsForProxyIds: null } : {}),
      ...Object.fromEntries(Object.values(endColumns).map((column) => [column, run[column]])),
    })
    .where(eq(taskLog.id, run.id));
}

/** The end counts of a run. */
export function endCounts(run: LockedRun): EndCounts {
  const counts = Object.entries(endColumns).map(([state, column]) => [state, run[column]]);
  return Object.fromEntries(counts) as EndCounts;
}

/** Counts of rows by the state they came to, from a statement's RETURNING. */
export function countByState(rows: { state: TerminalTargetLogState }[]): Partial<EndCounts> {
  const counts: Partial<EndCounts> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** The database's own word for "now", for columns that drizzle sets. */
export const databaseNow = sql<string>`now()`;
