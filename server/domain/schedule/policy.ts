import { array, type infer as Infer, int, object, enum as oneOf, type RefinementCtx } from "zod";
import { refuse } from "../field-refusal.ts";
import { idSchema, momentSchema } from "../wire.ts";

export const misfirePolicies = ["run_once", "skip"] as const;
export const overlapPolicies = ["skip", "queue", "parallel", "replace"] as const;

/** How a schedule deals with what can come between a moment and its run. */
export const schedulePolicySchema = object({
  /** Of moments that were missed by more than a minute: the newest is made up for, or none. */
  misfire: oneOf(misfirePolicies).default("run_once"),
  /** How late that newest one may still be run. */
  misfireWindowSeconds: int().min(60).max(2_592_000).default(3600),
  /** While a run of the task has not ended: skip the moment, let one wait, run beside it, or stop the run first. */
  overlap: oneOf(overlapPolicies).default("skip"),
  /** Runs at once, where they may run beside each other. */
  overlapLimit: int().min(2).max(100).default(2),
  /** No moment before it. */
  startAt: momentSchema.nullable().default(null),
  /** No moment after it; the task is finished then. */
  endAt: momentSchema.nullable().default(null),
  /** Closed periods in which nothing is run. */
  calendarIds: array(idSchema).max(20).default([]),
  /** A delay of up to so many seconds, always the same one for a task. */
  jitterSeconds: int().min(0).max(3600).default(0),
  /** After so many failed runs of the schedule in a row it stops. */
  pauseAfterFailures: int().min(1).max(1000).nullable().default(null),
});
export type SchedulePolicy = Infer<typeof schedulePolicySchema>;

/** A moment up to so much later than planned is on time. */
export const graceMs = 60_000;

/** Refuses a window that ends before it begins. */
export function refuseEmptyWindow(
  { startAt, endAt }: Partial<Pick<SchedulePolicy, "startAt" | "endAt">>,
  ctx: RefinementCtx,
): void {
  if (!startAt || !endAt || new Date(startAt) < new Date(endAt)) return;
  refuse(ctx, "WINDOW_ENDS_BEFORE_START", {}, ["endAt"]);
}
