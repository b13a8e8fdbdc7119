import {
  array,
  discriminatedUnion,
  type infer as Infer,
  int,
  literal,
  object,
  enum as oneOf,
  record,
  string,
} from "zod";
import { languages } from "../domain/language.ts";
import { strategySchema } from "../domain/strategy.ts";
import { targetLogReasons, targetLogStates } from "../domain/target-log-state.ts";
import { taskLogStates, taskTypes, triggers } from "../domain/task-log-state.ts";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";
import { chunkEvent, cutEvent } from "../target-log/chunk-output.ts";

/** How many target logs stand where; `active` are those that a worker has in hand. */
export const countsSchema = object({
  total: int(),
  pending: int(),
  active: int(),
  succeeded: int(),
  failed: int(),
  unreachable: int(),
  cancelled: int(),
  timed_out: int(),
  skipped: int(),
  lost: int(),
});
export type Counts = Infer<typeof countsSchema>;

/** The newest run of something, as lists show it. */
export const lastTaskLogSchema = object({
  id: idSchema,
  taskId: idSchema,
  state: oneOf(taskLogStates),
  createdAt: momentSchema,
  startedAt: momentSchema.nullable(),
  endedAt: momentSchema.nullable(),
});

export const taskLogItem = object({
  id: idSchema,
  tenantId: idSchema,
  taskId: idSchema,
  taskName: string(),
  type: oneOf(taskTypes),
  scriptId: idSchema,
  scriptName: string(),
  scriptVersion: int(),
  state: oneOf(taskLogStates),
  trigger: oneOf(triggers),
  executedBy: string(),
  counts: countsSchema,
  createdAt: momentSchema,
  startedAt: momentSchema.nullable(),
  endedAt: momentSchema.nullable(),
  /** From start to end; null until both are known. */
  durationMs: int().nullable(),
});
export type TaskLogItem = Infer<typeof taskLogItem>;

export const taskLogListOutput = pageOf(taskLogItem);

const waitsSchema = array(object({ id: idSchema, name: string() }));

export const taskLogOutput = taskLogItem.extend({
  /** Frozen at the start: what ran, whatever became of the task since. */
  snapshot: object({
    language: oneOf(languages),
    arguments: array(string()),
    environment: record(string(), string()),
    strategy: strategySchema,
  }),
  /** The script's version as it is now; null where the script was deleted. */
  currentScriptVersion: int().nullable(),
  plannedAt: momentSchema.nullable(),
  reason: string().nullable(),
  rerunOf: idSchema.nullable(),
  cancelRequestedAt: momentSchema.nullable(),
  cancelRequestedBy: string().nullable(),
  /** All that is left of it stands behind these, and none of them takes more hosts now; empty where it goes on. */
  waitsForProxies: waitsSchema,
  /** Median of the task's last 20 good runs; null before the first. */
  usualDurationMs: int().nullable(),
  batches: array(
    object({
      number: int(),
      size: int(),
      state: oneOf(taskLogStates),
      startedAt: momentSchema.nullable(),
      endedAt: momentSchema.nullable(),
      waitedMs: int(),
      confirmedBy: string().nullable(),
    }),
  ),
});
export type TaskLog = Infer<typeof taskLogOutput>;

/** A target log as lists show it. */
export const targetLogItem = object({
  targetLogId: idSchema,
  taskLogId: idSchema,
  targetId: idSchema,
  hostId: string(),
  hostName: string(),
  cloudPool: string().nullable(),
  region: string().nullable(),
  state: oneOf(targetLogStates),
  reason: oneOf(targetLogReasons).nullable(),
  /** What the host, its sshd or the launcher said, in its own words. */
  detail: string().nullable(),
  exitCode: int().nullable(),
  batch: int(),
  position: int(),
  startedAt: momentSchema.nullable(),
  endedAt: momentSchema.nullable(),
  /** From the run's making until a worker took it; null while it waits. */
  waitedMs: int().nullable(),
  connectMs: int().nullable(),
  durationMs: int().nullable(),
  stdoutBytes: int(),
  stderrBytes: int(),
  lastLine: string().nullable(),
});
export type TargetLogItem = Infer<typeof targetLogItem>;

export const taskLogTargetsOutput = pageOf(targetLogItem);
export const taskLogRerunOutput = object({
  taskLogId: idSchema,
  /** Names of hosts that were deleted since, and are left out. */
  leftOut: array(string()),
});
export const taskLogStateOutput = object({ state: oneOf(taskLogStates) });

/** Ended targets with identical results, biggest group first. */
export const taskLogGroupsOutput = object({
  groups: array(
    object({
      count: int(),
      state: oneOf(targetLogStates),
      reason: oneOf(targetLogReasons).nullable(),
      exitCode: int().nullable(),
      /** What the first of them said last. */
      lastLine: string().nullable(),
      hosts: array(object({ targetLogId: idSchema, hostName: string(), address: string() })),
    }),
  ),
  /** How many groups there are; the smallest of very many are left out. */
  kinds: int(),
  /** How many targets were compared: those that have ended. */
  hosts: int(),
});
export type TaskLogGroups = Infer<typeof taskLogGroupsOutput>;

/** What `watch` tells of a run; of the target that is open, its output too. */
export const taskLogEventSchema = discriminatedUnion("type", [
  object({
    type: literal("state"),
    state: oneOf(taskLogStates),
    startedAt: momentSchema.nullable(),
    endedAt: momentSchema.nullable(),
    cancelRequestedAt: momentSchema.nullable(),
  }),
  object({ type: literal("counts"), counts: countsSchema }),
  object({ type: literal("waits"), waitsForProxies: waitsSchema }),
  object({ type: literal("target"), target: targetLogItem }),
  chunkEvent,
  cutEvent,
  object({ type: literal("end"), state: oneOf(taskLogStates) }),
]);
export type TaskLogEvent = Infer<typeof taskLogEventSchema>;
