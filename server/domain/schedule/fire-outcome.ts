/** What became of a planned moment. */
export const fireOutcomes = [
  /** A run was started in time, or up to a minute later. */
  "ran",
  /** A run was started later, as the rule for what was missed allows. */
  "late",
  /** Nobody was there in time, and no run was made up for it. */
  "missed",
  /** It waits for the run in its way. */
  "queued",
  /** Another run was in its way. */
  "skipped_overlap",
  /** It fell into a closed period. */
  "blocked",
  /** It waited, and was taken out before its turn. */
  "cancelled",
  /** No run could be started: no host, no script; the reason says it. */
  "refused",
] as const;
export type FireOutcome = (typeof fireOutcomes)[number];

/** Why a moment was missed, skipped or cancelled; a refusal has the reason of its error instead. */
export const fireReasons = [
  /** Missed: the rule is to make up for nothing. */
  "rule_skip",
  /** Missed: a newer moment has come. */
  "newer",
  /** Missed: more than the window late. */
  "window",
  /** Skipped: the rule is to skip. */
  "running",
  /** Skipped: one waits already. */
  "queue_full",
  /** Skipped: as many run as may. */
  "limit",
  /** Cancelled: the schedule was stopped. */
  "stopped",
  /** Cancelled: the schedule was changed in the moment in which it fired. */
  "edited",
  /** Cancelled: the schedule paused itself. */
  "paused",
  /** Cancelled: somebody took it out of the queue. */
  "taken_out",
  /** Cancelled: the task was deleted. */
  "deleted",
] as const;
export type FireReason = (typeof fireReasons)[number];

/** Why a task has no next fire. */
export const noNextFireReasons = [
  /** It is started by hand. */
  "immediate",
  "stopped",
  /** Its time is over: it ran, its window ended, or no moment is left. */
  "finished",
  /** It stopped by itself after failures in a row. */
  "paused",
  "tenant_disabled",
  /** Its expression or zone means nothing any more. */
  "unreadable",
] as const;
export type NoNextFireReason = (typeof noNextFireReasons)[number];
