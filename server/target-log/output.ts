import { array, boolean, type infer as Infer, int, object, enum as oneOf, string, union } from "zod";
import { loginModes } from "../domain/login-mode.ts";
import { lateResults } from "../domain/target-log-state.ts";
import { idSchema, momentSchema } from "../domain/wire.ts";
import { targetLogItem } from "../task-log/output.ts";
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

const chunk = object({ seq: int(), stream: oneOf(streams), at: momentSchema, text: string() });
/** What fell out of the window just before the chunk of the same sequence. */
const cut = object({ seq: int(), stream: oneOf(streams), cut: int(), lines: int() });
export const chunkSchema = union([chunk, cut]);
export type Chunk = Infer<typeof chunkSchema>;

export const targetLogChunksOutput = object({
  chunks: array(chunkSchema),
  /** Where to go on: `after` of the next call. */
  after: int(),
  /** Whether there is more already. */
  more: boolean(),
  /** Whether the target log has ended: with `more` false, nothing further comes. */
  ended: boolean(),
});
export type TargetLogChunks = Infer<typeof targetLogChunksOutput>;

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
