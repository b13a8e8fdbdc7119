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
  count(run, change);
  // Who came back may stand behind another proxy.
  if (change.pending) run.waitsForProxyIds = null;
  await storeCounters(tx, [run]);
}

/** The same for the ends of several runs at once. */
export async function countEnds(
  tx: Transaction,
  runs: LockedRun[],
  ended: { taskLogId: number; state: TerminalTargetLogState }[],
): Promise<void> {
  const byRun = Map.groupBy(ended, ({ taskLogId }) => taskLogId);
  const changed = runs.filter(({ id }) => byRun.has(id));
  for (const run of changed) {
    const rows = byRun.get(run.id) ?? [];
    count(run, { active: -rows.length, ends: countByState(rows) });
  }
  await storeCounters(tx, changed);
}

function count(run: LockedRun, change: CounterChange): void {
  run.batchPending += change.pending ?? 0;
  run.activeCount += change.active ?? 0;
  for (const [state, count] of Object.entries(change.ends ?? {})) {
    run[endColumns[state as TerminalTargetLogState]] += count;
  }
  run.cursorPosition = Math.min(run.cursorPosition, change.cursorBackTo ?? run.cursorPosition);
}

const counters = ["batchPending", "activeCount", "cursorPosition", ...Object.values(endColumns)] as const;

/** Writes the counters of locked runs as the caller's copies have them, in one statement. */
async function storeCounters(tx: Transaction, runs: LockedRun[]): Promise<void> {
  if (runs.length === 0) return;
  const column = (value: (run: LockedRun) => unknown) => sql.param(runs.map(value));
  const given = counters.map((name) => sql`${column((run) => run[name])}::int[]`);
  const names = counters.map((name) => sql.identifier(taskLog[name].name));
  await tx
    .update(taskLog)
    .set({
      waitsForProxyIds: sql`case when c.waits then ${taskLog.waitsForProxyIds} end`,
      ...Object.fromEntries(counters.map((name) => [name, sql`c.${sql.identifier(taskLog[name].name)}`])),
    })
    .from(
      sql`unnest(${column(({ id }) => id)}::bigint[], ${column(({ waitsForProxyIds }) => waitsForProxyIds !== null)}::bool[],
        ${sql.join(given, sql`, `)}) as c(id, waits, ${sql.join(names, sql`, `)})`,
    )
    .where(eq(taskLog.id, sql`c.id`));
}

/** The end counts of a run. */
export function endCounts(run: LockedRun): EndCounts {
  const counts = Object.entries(endColumns).map(([state, column]) => [state, run[column]]);
  return Object.fromEntries(counts) as EndCounts;
}

/** Counts of rows by the state they came to. */
function countByState(rows: { state: TerminalTargetLogState }[]): Partial<EndCounts> {
  const counts: Partial<EndCounts> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** The database's own word for "now", for columns that drizzle sets. */
export const databaseNow = sql<string>`now()`;
