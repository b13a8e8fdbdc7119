import { array, boolean, type infer as Infer, int, enum as oneOf, strictObject } from "zod";
import { historyInput } from "../domain/history.ts";
import { listInput } from "../domain/list.ts";
import { cronSchema } from "../domain/schedule/cron-input.ts";
import { argumentsSchema, environmentSchema } from "../domain/script-input.ts";
import { maximumTargetsOfRun, strategySchema } from "../domain/strategy.ts";
import { lastRunKinds, taskLogStates, taskTypes } from "../domain/task-log-state.ts";
import { nameSchema, reasonSchema } from "../domain/text.ts";
import { timeZoneSchema } from "../domain/time-zone.ts";
import { idempotencyKeySchema, idSchema } from "../domain/wire.ts";

const targetIds = array(idSchema)
  .max(maximumTargetsOfRun)
  .transform((ids) => [...new Set(ids)]);

const strategy = strategySchema.shape;

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
  /** Start it in the same call. */
  start: boolean().default(false),
  /** The number that a person typed before that start; another true number is a conflict, and nothing is made. */
  expectedTargets: int().min(0).optional(),
  /** Why it is started. */
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema,
});
export type TaskCreateInput = Infer<typeof taskCreateInput>;

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
] as const;
export type TaskSort = (typeof taskSorts)[number];

export const taskListInput = listInput.extend({
  type: oneOf(taskTypes).optional(),
  /** State of the last run. */
  state: oneOf(taskLogStates).optional(),
  /** The same, roughly: `unsuccessful` is failed, timed out and interrupted. */
  lastRun: oneOf(lastRunKinds).optional(),
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
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema,
});
export type TaskStartInput = Infer<typeof taskStartInput>;

export const taskStopInput = strictObject({
  id: idSchema,
  /** For schedules: stop what is running too. An immediate task has nothing else to stop. */
  cancelRunning: boolean().optional(),
});

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
  /** The task that has this schedule, whose usual duration is compared with it. */
  taskId: idSchema.optional(),
});
export type TaskPreviewInput = Infer<typeof taskPreviewInput>;
