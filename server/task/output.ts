import {
  array,
  boolean,
  type infer as Infer,
  int,
  number,
  object,
  enum as oneOf,
  record,
  string,
  unknown,
} from "zod";
import { languages } from "../domain/language.ts";
import { noticeRules } from "../domain/notice.ts";
import { clockChanges } from "../domain/schedule/clock-change.ts";
import { fireOutcomes, noNextFireReasons } from "../domain/schedule/fire-outcome.ts";
import { schedulePolicySchema } from "../domain/schedule/policy.ts";
import { scheduleWarnings } from "../domain/schedule/warning.ts";
import { strategySchema } from "../domain/strategy.ts";
import { lastRunKinds, taskLogStates, taskTypes, triggers } from "../domain/task-log-state.ts";
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
  noNextFireReason: oneOf(noNextFireReasons).nullable(),
  cron: string().nullable(),
  runAt: momentSchema.nullable(),
  /** Whose clock the schedule follows. */
  timeZone: string().nullable(),
  /** When a `cron` task fires, in the caller's language; null for others. */
  sentence: string().nullable(),
  targetCount: int(),
  /** One of those that a fresh installation has, unchanged. */
  sample: boolean(),
  createdBy: string(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type TaskItem = Infer<typeof taskItem>;

export const taskListOutput = pageOf(taskItem);

/** How many tasks there are by what their last run came to, by schedule, type and script: what filters offer. */
export const taskFacetsOutput = object({
  lastRuns: array(object({ value: oneOf(lastRunKinds), count: int() })),
  /** Whether there is a next fire, or why there is none. */
  schedules: array(object({ value: oneOf(["planned", ...noNextFireReasons]), count: int() })),
  types: array(object({ value: oneOf(taskTypes), count: int() })),
  scripts: array(object({ id: idSchema, name: string(), count: int() })),
});
export type TaskFacets = Infer<typeof taskFacetsOutput>;

const policy = schedulePolicySchema.shape;

export const taskOutput = taskItem.extend({
  misfire: policy.misfire.unwrap(),
  misfireWindowSeconds: int(),
  overlap: policy.overlap.unwrap(),
  overlapLimit: int(),
  startAt: momentSchema.nullable(),
  endAt: momentSchema.nullable(),
  calendarIds: array(idSchema),
  jitterSeconds: int(),
  pauseAfterFailures: int().nullable(),
  /** Runs of the schedule that failed since the last good one. */
  failuresInRow: int(),
  noticeRule: oneOf(noticeRules),
  /** Whom the message centre tells; null: the tenant's receivers, else the operator's. Empty: nobody. */
  noticeReceivers: array(string()).nullable(),
  /** Which of the tenant's own channels tell it; null: those that are used by default. */
  noticeChannelIds: array(idSchema).nullable(),
  targetIds: array(idSchema),
  arguments: array(string()),
  environment: record(string(), string()),
  ...(Object.fromEntries(Object.keys(strategySchema.shape).map((name) => [name, int()])) as Record<
    keyof typeof strategySchema.shape,
    ReturnType<typeof int>
  >),
});
export type Task = Infer<typeof taskOutput>;

export const taskCreatedOutput = object({
  id: idSchema,
  taskLogId: idSchema.nullable(),
  nextFireAt: momentSchema.nullable(),
});
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
      /** The calendar that closes it: nothing would be run. */
      closedBy: object({ id: idSchema, name: string() }).nullable(),
    }),
  ),
  /** Of the task that was named; null without one, or before its first good run. */
  usualDurationMs: int().nullable(),
  warnings: array(object({ reason: oneOf(scheduleWarnings), message: string() })),
});
export type TaskPreview = Infer<typeof taskPreviewOutput>;

const runOfFire = object({
  id: idSchema,
  state: oneOf(taskLogStates),
  trigger: oneOf(triggers),
  counts: countsSchema,
  createdAt: momentSchema,
  startedAt: momentSchema.nullable(),
  endedAt: momentSchema.nullable(),
});

const fire = object({
  fireAt: momentSchema,
  /** Of many missed at once one row tells: how many, and the last of them. */
  count: int(),
  lastFireAt: momentSchema.nullable(),
  outcome: oneOf(fireOutcomes),
  /** Why, as a code: a reason of schedules, or of the error that refused the run. */
  reason: string().nullable(),
  /** The same in the caller's language. */
  message: string().nullable(),
  /** How much later than planned its run was started. */
  lateBySeconds: number().nullable(),
  taskLogId: idSchema.nullable(),
  taskLog: runOfFire.nullable(),
  /** The run that was in its way, or that was stopped for it. */
  inTheWay: runOfFire.nullable(),
  calendarId: idSchema.nullable(),
  calendar: object({ id: idSchema, name: string() }).nullable(),
  /** Who took it out of the queue. */
  cancelledBy: string().nullable(),
  updatedAt: momentSchema,
});
export type Fire = Infer<typeof fire>;

const scheduleChange = object({
  id: idSchema,
  at: momentSchema,
  /** Null where the schedule did it itself. */
  who: string().nullable(),
  deed: oneOf(["update", "start", "stop", "pause"]),
  /** Of an update: each setting of the schedule that was changed, by the task's own field names. */
  fields: array(object({ name: string(), from: unknown(), to: unknown() })),
});
export type ScheduleChange = Infer<typeof scheduleChange>;

export const taskFiresOutput = pageOf(fire).extend({
  /** How many moments came to what, and in how many rows, whatever the list is narrowed to. */
  outcomes: array(object({ outcome: oneOf(fireOutcomes), count: int(), rows: int() })),
  /** What was done to the schedule between the moments of this page, newest first; none where it is narrowed to an outcome. */
  changes: array(scheduleChange),
});
export type FirePage = Infer<typeof taskFiresOutput>;

const span = object({ from: momentSchema, to: momentSchema });

export const taskUpcomingOutput = span.extend({
  now: momentSchema,
  /** Planned ones, the soonest first, and those that paused themselves. */
  tasks: array(
    taskItem.extend({
      usualDurationMs: int().nullable(),
      /** In the span; `closedBy` is the calendar in whose closed period one falls. */
      fires: array(object({ at: momentSchema, closedBy: idSchema.nullable() })),
      /** There are more than are listed. */
      firesCapped: boolean(),
    }),
  ),
  tasksCapped: boolean(),
  calendars: array(object({ id: idSchema, name: string(), closed: array(span) })),
  /** While runs of more than one task would be on a host at once, the earliest first. */
  collisions: array(
    span.extend({
      target: object({ id: idSchema, name: string() }),
      taskIds: array(idSchema),
      /** The most at once. */
      most: int(),
    }),
  ),
  collisionsCapped: boolean(),
});
export type Upcoming = Infer<typeof taskUpcomingOutput>;
