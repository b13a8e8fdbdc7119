/**
 * States of a target log: what happened to one script on one target.
 *
 * `exec_sent` is the line between "surely not started" and "may have started": it is committed before the
 * request leaves. Terminal states never change again.
 */
export const targetLogStates = [
  "pending",
  "connecting",
  "exec_sent",
  "running",
  "cancelling",
  "succeeded",
  "failed",
  "unreachable",
  "cancelled",
  "timed_out",
  "skipped",
  "lost",
] as const;
export type TargetLogState = (typeof targetLogStates)[number];

/** States in which a worker holds the target log. */
export const activeTargetLogStates = ["connecting", "exec_sent", "running", "cancelling"] as const;

/** States that are the end; each has a counter of the same name on the task log. */
export const terminalTargetLogStates = [
  "succeeded",
  "failed",
  "unreachable",
  "cancelled",
  "timed_out",
  "skipped",
  "lost",
] as const;
export type TerminalTargetLogState = (typeof terminalTargetLogStates)[number];

/** Why a target log ended as it did; each belongs to exactly one state (see {@link reasonsByState}). */
export const reasonsByState = {
  failed: ["exit_code", "signal", "interpreter_missing", "sudo", "launcher"],
  unreachable: ["dns", "refused", "timeout", "host_key", "auth", "proxy", "channel", "policy"],
  skipped: ["cancelled", "threshold", "paused_out"],
  lost: ["connection", "worker", "still_running"],
} as const;
export const targetLogReasons = [
  ...reasonsByState.failed,
  ...reasonsByState.unreachable,
  ...reasonsByState.skipped,
  ...reasonsByState.lost,
] as const;
export type TargetLogReason = (typeof targetLogReasons)[number];
export type FailedReason = (typeof reasonsByState.failed)[number];
export type UnreachableReason = (typeof reasonsByState.unreachable)[number];

/** What a later look at the target found out about a lost script. */
export const lateResults = ["ended", "still_running", "nothing_found"] as const;
export type LateResult = (typeof lateResults)[number];

export function isTerminalTargetLogState(state: TargetLogState): state is TerminalTargetLogState {
  return (terminalTargetLogStates as readonly string[]).includes(state);
}

/** What needs a person comes first, what is well last: the order in which a run's hosts are shown. */
export const attentionOrder: readonly TargetLogState[] = [
  "failed",
  "timed_out",
  "lost",
  "unreachable",
  "cancelled",
  "cancelling",
  "running",
  "exec_sent",
  "connecting",
  "pending",
  "skipped",
  "succeeded",
];
