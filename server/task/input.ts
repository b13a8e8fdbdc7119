import {
  array,
  boolean,
  type infer as Infer,
  int,
  enum as oneOf,
  type RefinementCtx,
  strictObject,
} from "zod";
import { refuse } from "../domain/field-refusal.ts";
import { historyInput } from "../domain/history.ts";
import { listInput } from "../domain/list.ts";
import { noticeRules, receiversSchema } from "../domain/notice.ts";
import { cronSchema } from "../domain/schedule/cron-input.ts";
import { fireOutcomes, noNextFireReasons } from "../domain/schedule/fire-outcome.ts";
import { refuseEmptyWindow, schedulePolicySchema } from "../domain/schedule/policy.ts";
import { argumentsSchema, environmentSchema } from "../domain/script-input.ts";
import { maximumTargetsOfRun, strategySchema } from "../domain/strategy.ts";
import { lastRunKinds, taskLogStates, taskTypes } from "../domain/task-log-state.ts";
import { nameSchema, reasonSchema } from "../domain/text.ts";
import { timeZoneSchema } from "../domain/time-zone.ts";
import { idempotencyKeySchema, idSchema, momentSchema } from "../domain/wire.ts";

const targetIds = array(idSchema)
  .max(maximumTargetsOfRun)
  .transform((ids) => [...new Set(ids)]);

const strategy = strategySchema.shape;
const policy = schedulePolicySchema.shape;

/** When a task fires, beside its policies. */
const schedule = {
  /** Of a `cron` task. */
  cron: cronSchema.optional(),
  /** Of a `once` task. */
  runAt: momentSchema.optional(),
  /** Whose clock the schedule follows; absent: the tenant's. */
  timeZone: timeZoneSchema.optional(),
};

/** Who is told of its runs; left out is as it was, and at first the usual way. */
const notices = {
  /** When the end of a run is told: `failure` where it was not well, `change` where that changed. */
  noticeRule: oneOf(noticeRules).optional(),
  /** Whom the message centre tells; null: the tenant's receivers, else the operator's. Empty: nobody. */
  noticeReceivers: receiversSchema.nullish(),
  /** Which of the tenant's own channels tell it; null: those that are used by default. */
  noticeChannelIds: array(idSchema).max(20).nullish(),
};

export const taskCreateInput = strictObject({
  tenantId: idSchema.optional(),
  name: nameSchema,
  type: oneOf(taskTypes),
  scriptId: idSchema,
  /** A pinned version's number; absent or null follows the latest. */
  scriptVersion: int().positive().nullish(),
  targetIds: targetIds.default([]),
  arguments: argumentsSchema.default([]),
  environment: environmentSchema.default({}),
  ...strategy,
  ...schedule,
  ...policy,
  ...notices,
  /** Start it in the same call. */
  start: boolean().default(false),
  /** The number that a person typed before that start; another true number is a conflict, and nothing is made. */
  expectedTargets: int().min(0).optional(),
  /** Why it is started. */
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema,
}).superRefine((input, ctx) => {
  refuseOtherSchedule(input, ctx);
  refuseEmptyWindow(input, ctx);
});
export type TaskCreateInput = Infer<typeof taskCreateInput>;

/** A type has the one way to say when that is its own. */
function refuseOtherSchedule(
  { type, cron, runAt }: { type: string; cron?: string; runAt?: string },
  ctx: RefinementCtx,
): void {
  if (type === "cron" && cron === undefined) refuse(ctx, "CRON_EMPTY", {}, ["cron"]);
  if (type === "once" && runAt === undefined) refuse(ctx, "RUN_AT_EMPTY", {}, ["runAt"]);
  if (type !== "cron" && cron !== undefined) refuse(ctx, "NOT_OF_TYPE", {}, ["cron"]);
  if (type !== "once" && runAt !== undefined) refuse(ctx, "NOT_OF_TYPE", {}, ["runAt"]);
}

/** What is left out stays as it is; the type is for life. Runs that exist keep what they were started with. */
export const taskUpdateInput = strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  scriptId: idSchema.optional(),
  scriptVersion: int().positive().nullish(),
  targetIds: targetIds.optional(),
  arguments: argumentsSchema.optional(),
  environment: environmentSchema.optional(),
  concurrency: strategy.concurrency.unwrap().optional(),
  perProxyConcurrency: strategy.perProxyConcurrency.unwrap().optional(),
  connectTimeoutSeconds: strategy.connectTimeoutSeconds.unwrap().optional(),
  timeoutSeconds: strategy.timeoutSeconds.unwrap().optional(),
  stopGraceSeconds: strategy.stopGraceSeconds.unwrap().optional(),
  connectRetries: strategy.connectRetries.unwrap().optional(),
  outputLimitBytes: strategy.outputLimitBytes.unwrap().optional(),
  ...schedule,
  misfire: policy.misfire.unwrap().optional(),
  misfireWindowSeconds: policy.misfireWindowSeconds.unwrap().optional(),
  overlap: policy.overlap.unwrap().optional(),
  overlapLimit: policy.overlapLimit.unwrap().optional(),
  startAt: policy.startAt.unwrap().optional(),
  endAt: policy.endAt.unwrap().optional(),
  calendarIds: policy.calendarIds.unwrap().optional(),
  jitterSeconds: policy.jitterSeconds.unwrap().optional(),
  pauseAfterFailures: policy.pauseAfterFailures.unwrap().optional(),
  ...notices,
});
export type TaskUpdateInput = Infer<typeof taskUpdateInput>;

/** What a list of tasks can be sorted by; `state`: what needs somebody first. */
export const taskSorts = [
  "name",
  "createdAt",
  "updatedAt",
  "type",
  "script",
  "createdBy",
  "lastRun",
  "state",
  "nextFireAt",
] as const;
export type TaskSort = (typeof taskSorts)[number];

export const taskListInput = listInput.extend({
  type: oneOf(taskTypes).optional(),
  /** State of the last run. */
  state: oneOf(taskLogStates).optional(),
  /** The same, roughly: `unsuccessful` is failed, timed out and interrupted. */
  lastRun: oneOf(lastRunKinds).optional(),
  /** Whether there is a next fire, or why there is none. */
  schedule: oneOf(["planned", ...noNextFireReasons]).optional(),
  scriptId: idSchema.optional(),
  targetId: idSchema.optional(),
  sort: oneOf(taskSorts).default("createdAt"),
});
export type TaskListInput = Infer<typeof taskListInput>;

export const taskTargetsInput = listInput.omit({ tenantId: true }).extend({ id: idSchema });
export type TaskTargetsInput = Infer<typeof taskTargetsInput>;

export const taskHistoryInput = historyInput.extend({ id: idSchema });
export type TaskHistoryInput = Infer<typeof taskHistoryInput>;

export const taskStartInput = strictObject({
  id: idSchema,
  /** The number that a person typed; another true number is a conflict. */
  expectedTargets: int().min(0).optional(),
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema,
});
export type TaskStartInput = Infer<typeof taskStartInput>;

export const taskStopInput = strictObject({
  id: idSchema,
  /** For schedules: stop what is running too. An immediate task has nothing else to stop. */
  cancelRunning: boolean().optional(),
});
export type TaskStopInput = Infer<typeof taskStopInput>;

export const taskRunInput = strictObject({
  id: idSchema,
  /** In place of the task's own. */
  arguments: argumentsSchema.optional(),
  /** A part of the task's own. */
  targetIds: targetIds.optional(),
  /** The number that a person typed; another true number is a conflict. */
  expectedTargets: int().min(0).optional(),
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema,
});
export type TaskRunInput = Infer<typeof taskRunInput>;

export const taskPreviewInput = strictObject({
  tenantId: idSchema.optional(),
  cron: cronSchema,
  /** Absent: the tenant's. */
  timeZone: timeZoneSchema.optional(),
  /** How many of the next fires are shown. */
  count: int().min(1).max(100).default(10),
  startAt: momentSchema.nullish(),
  endAt: momentSchema.nullish(),
  /** Closed periods: the fires that fall into one are marked. */
  calendarIds: policy.calendarIds,
  /** The task that has this schedule, whose usual duration is compared with it. */
  taskId: idSchema.optional(),
});
export type TaskPreviewInput = Infer<typeof taskPreviewInput>;

export const taskFiresInput = listInput.omit({ tenantId: true, search: true }).extend({
  id: idSchema,
  outcome: oneOf(fireOutcomes).optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  sort: oneOf(["fireAt"]).default("fireAt"),
});
export type TaskFiresInput = Infer<typeof taskFiresInput>;

export const taskCancelFireInput = strictObject({ id: idSchema, fireAt: momentSchema });
export type TaskCancelFireInput = Infer<typeof taskCancelFireInput>;

export const taskUpcomingInput = strictObject({
  tenantId: idSchema.optional(),
  /** Absent: now. */
  from: momentSchema.optional(),
  /** At most 31 days later; absent: a day. */
  to: momentSchema.optional(),
  search: nameSchema.optional(),
  scriptId: idSchema.optional(),
  targetId: idSchema.optional(),
});
export type TaskUpcomingInput = Infer<typeof taskUpcomingInput>;
