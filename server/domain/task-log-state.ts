import type { TerminalTargetLogState } from "./target-log-state.ts";

export const taskTypes = ["immediate", "once", "cron"] as const;
export type TaskType = (typeof taskTypes)[number];

export const triggers = ["manual", "schedule", "api", "rerun"] as const;
export type Trigger = (typeof triggers)[number];

/**
 * States of a task log, one execution of a task on all its targets. Between `running` and its end may lie
 * `paused` (a person must say go on) and `cancelling` (a stop was asked).
 */
export const taskLogStates = [
  "queued",
  "running",
  "paused",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
  "timed_out",
  "interrupted",
] as const;
export type TaskLogState = (typeof taskLogStates)[number];

export const terminalTaskLogStates = [
  "succeeded",
  "failed",
  "cancelled",
  "timed_out",
  "interrupted",
] as const;
export type TerminalTaskLogState = (typeof terminalTaskLogStates)[number];

/** What the last run of something came to, roughly: what lists are narrowed by. `never`: there was none. */
export const lastRunKinds = ["active", "unsuccessful", "succeeded", "cancelled", "never"] as const;
export type LastRunKind = (typeof lastRunKinds)[number];

const kindOf: Record<TaskLogState, LastRunKind> = {
  queued: "active",
  running: "active",
  paused: "active",
  cancelling: "active",
  succeeded: "succeeded",
  failed: "unsuccessful",
  timed_out: "unsuccessful",
  interrupted: "unsuccessful",
  cancelled: "cancelled",
};

/** The kind of a last run; null is one that has never been. */
export function lastRunKindOf(state: TaskLogState | null): LastRunKind {
  return state === null ? "never" : kindOf[state];
}

/** The states of a kind; none for `never`. */
export function statesOfKind(kind: LastRunKind): TaskLogState[] {
  return taskLogStates.filter((state) => kindOf[state] === kind);
}

/** From what is well to what needs somebody first: how lists are sorted by state. */
export const stateOrder = [
  "succeeded",
  "cancelled",
  "queued",
  "running",
  "cancelling",
  "paused",
  "timed_out",
  "failed",
  "interrupted",
] as const satisfies TaskLogState[];

export function isTerminalTaskLogState(state: TaskLogState): state is TerminalTaskLogState {
  return (terminalTaskLogStates as readonly string[]).includes(state);
}

/** How many target logs ended in each way. */
export type EndCounts = Record<TerminalTargetLogState, number>;

/**
 * The end of a task log, from how its target logs ended; the first rule that matches decides. A stop that
 * found everything finished (`stopReached` false) changes nothing.
 */
export function endOfTaskLog(counts: EndCounts, stopReached: boolean): TerminalTaskLogState {
  if (stopReached) return "cancelled";
  if (counts.lost > 0) return "interrupted";
  const notGood = counts.failed + counts.unreachable + counts.cancelled + counts.timed_out + counts.skipped;
  if (counts.timed_out > 0 && counts.timed_out === notGood) return "timed_out";
  return notGood > 0 ? "failed" : "succeeded";
}
