import {
  array,
  boolean,
  type infer as Infer,
  int,
  literal,
  object,
  enum as oneOf,
  record,
  string,
} from "zod";
import { languages } from "../domain/language.ts";
import { clockChanges } from "../domain/schedule/clock-change.ts";
import { scheduleWarnings } from "../domain/schedule/warning.ts";
import { strategySchema } from "../domain/strategy.ts";
import { lastRunKinds, taskLogStates, taskTypes } from "../domain/task-log-state.ts";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";
import { countsSchema, lastTaskLogSchema } from "../task-log/output.ts";

const taskItem = object({
  id: idSchema,
  tenantId: idSchema,
  name: string(),
  type: oneOf(taskTypes),
  enabled: boolean(),
  /** Of the last run; null before the first. */
  state: oneOf(taskLogStates).nullable(),
  counts: countsSchema.nullable(),
  lastTaskLogId: idSchema.nullable(),
  lastTaskLog: lastTaskLogSchema.nullable(),
  script: object({
    id: idSchema,
    name: string(),
    language: oneOf(languages),
    currentVersion: int(),
    /** A task whose script was deleted can't be started. */
    deleted: boolean(),
  }),
  /** Pinned, or null for the latest. */
  scriptVersion: int().nullable(),
  nextFireAt: momentSchema.nullable(),
  /** Why there is no next fire. */
  noNextFireReason: literal("immediate").nullable(),
  targetCount: int(),
  /** One of those that a fresh installation has, unchanged. */
  sample: boolean(),
  createdBy: string(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type TaskItem = Infer<typeof taskItem>;

export const taskListOutput = pageOf(taskItem);

/** How many tasks there are by what their last run came to, by type and by script: what filters offer. */
export const taskFacetsOutput = object({
  lastRuns: array(object({ value: oneOf(lastRunKinds), count: int() })),
  types: array(object({ value: oneOf(taskTypes), count: int() })),
  scripts: array(object({ id: idSchema, name: string(), count: int() })),
});
export type TaskFacets = Infer<typeof taskFacetsOutput>;

export const taskOutput = taskItem.extend({
  targetIds: array(idSchema),
  arguments: array(string()),
  environment: record(string(), string()),
  ...(Object.fromEntries(Object.keys(strategySchema.shape).map((name) => [name, int()])) as Record<
    keyof typeof strategySchema.shape,
    ReturnType<typeof int>
  >),
});
export type Task = Infer<typeof taskOutput>;

export const taskCreatedOutput = object({ id: idSchema, taskLogId: idSchema.nullable() });
export const taskStartedOutput = object({
  taskLogId: idSchema.nullable(),
  nextFireAt: momentSchema.nullable(),
});
export const taskStoppedOutput = object({
  /** Runs that were asked to stop. */
  cancelled: int(),
});
export const taskRunOutput = object({ taskLogId: idSchema });

export const taskPreviewOutput = object({
  /** Whose clock the schedule follows. */
  timeZone: string(),
  /** When it fires, in the caller's language, without the zone and without a full stop. */
  sentence: string(),
  fires: array(
    object({
      at: momentSchema,
      /** Minutes that the zone's clock is ahead of UTC then. */
      offsetMinutes: int(),
      /** How a change of the clocks touches it. */
      clockChange: oneOf(clockChanges).nullable(),
    }),
  ),
  /** Of the task that was named; null without one, or before its first good run. */
  usualDurationMs: int().nullable(),
  warnings: array(object({ reason: oneOf(scheduleWarnings), message: string() })),
});
export type TaskPreview = Infer<typeof taskPreviewOutput>;
