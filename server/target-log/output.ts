import {
  array,
  boolean,
  discriminatedUnion,
  type infer as Infer,
  int,
  literal,
  object,
  enum as oneOf,
  string,
} from "zod";
import { loginModes } from "../domain/login-mode.ts";
import { lateResults, targetLogReasons, targetLogStates } from "../domain/target-log-state.ts";
import { idSchema, momentSchema } from "../domain/wire.ts";
import { targetLogItem } from "../task-log/output.ts";
import { chunkEvent, chunkSchema, cutEvent } from "./chunk-output.ts";
import { streams } from "./input.ts";

export const targetLogOutput = targetLogItem.extend({
  tenantId: idSchema,
  taskId: idSchema,
  taskName: string(),
  username: string(),
  address: string(),
  port: int(),
  proxyId: idSchema.nullable(),
  proxyName: string().nullable(),
  loginMode: oneOf(loginModes),
  signal: string().nullable(),
  /** Where the host was not dialled since it was known to be down: since when, and when it was last tried. */
  downSince: momentSchema.nullable(),
  downTriedAt: momentSchema.nullable(),
  stdoutDroppedBytes: int(),
  stderrDroppedBytes: int(),
  stdoutDroppedLines: int(),
  stderrDroppedLines: int(),
  outputComplete: boolean().nullable(),
  lastSequence: int(),
  /** What a later look found out about a lost script. */
  lateResult: oneOf(lateResults).nullable(),
  lateExitCode: int().nullable(),
  lateAt: momentSchema.nullable(),
  /** When each step was reached. */
  steps: object({
    createdAt: momentSchema,
    connectingAt: momentSchema.nullable(),
    execSentAt: momentSchema.nullable(),
    startedAt: momentSchema.nullable(),
    cancellingAt: momentSchema.nullable(),
    endedAt: momentSchema.nullable(),
  }),
});
export type TargetLog = Infer<typeof targetLogOutput>;

export const targetLogChunksOutput = object({
  chunks: array(chunkSchema),
  /** Where to go on: `after` of the next call. */
  after: int(),
  /** Whether there is more already, in the direction that was asked for. */
  more: boolean(),
  /** Whether the target log has ended: with `more` false, nothing further comes. */
  ended: boolean(),
});
export type TargetLogChunks = Infer<typeof targetLogChunksOutput>;

export const targetLogSearchOutput = object({
  /** Lines that hold the text, in what this call looked through; each is among the hits. */
  count: int(),
  hits: array(
    object({
      line: int(),
      /** The chunk in which the line begins. */
      seq: int(),
      stream: oneOf(streams),
      at: momentSchema,
      /** The line around the first place of the text. */
      excerpt: string(),
    }),
  ),
  /** The line up to which it looked: `after` of the next call. */
  after: int(),
  /** Whether there is more to look through already. */
  more: boolean(),
  /** Whether the target log has ended: with `more` false, everything was looked through. */
  ended: boolean(),
});
export type TargetLogHits = Infer<typeof targetLogSearchOutput>;

export const checkOutcomeOutput = object({
  ok: boolean(),
  lateResult: oneOf(lateResults).nullable(),
  exitCode: int().nullable(),
  /** Processes of the script that are still alive. */
  pids: array(int()),
  /** Why there is no answer, in the host's own words. */
  error: string().nullable(),
});
export type CheckOutcome = Infer<typeof checkOutcomeOutput>;

/** What `watch` tells of one target: its output as it comes, then how it ended. */
export const targetLogEventSchema = discriminatedUnion("type", [
  chunkEvent,
  cutEvent,
  object({
    type: literal("end"),
    state: oneOf(targetLogStates),
    reason: oneOf(targetLogReasons).nullable(),
    exitCode: int().nullable(),
    endedAt: momentSchema.nullable(),
  }),
]);
export type TargetLogEvent = Infer<typeof targetLogEventSchema>;
