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
import { connectionStatuses } from "../domain/connection-status.ts";
import { stepNotes } from "../domain/host-check.ts";
import { idSchema, momentSchema } from "../domain/wire.ts";

/** One step of a test; where it failed, why and what to do about it, in the caller's language. */
export const testStepSchema = object({
  /** `proxy.dns`, `target.login` … */
  name: string(),
  ok: boolean(),
  ms: int(),
  reason: string().nullable(),
  /** What was found, or what the host said in its own words. */
  detail: string().nullable(),
  /** What there is to say of it besides. */
  note: oneOf(stepNotes).nullable(),
  cure: string().nullable(),
  /** What to run for that; on the host where it failed. */
  commands: array(string()),
});
export type TestStep = Infer<typeof testStepSchema>;

export const testOutput = object({
  ok: boolean(),
  status: oneOf(connectionStatuses).nullable(),
  steps: array(testStepSchema),
});
export type TestResult = Infer<typeof testOutput>;

/** A look at a host as it was stored; what is not known yet is null. */
const hostCheckRecord = object({
  id: idSchema,
  requestedBy: string(),
  workerId: idSchema.nullable(),
  createdAt: momentSchema,
  endedAt: momentSchema.nullable(),
  /** From when a worker took it to its end. */
  durationMs: int().nullable(),
  ok: boolean().nullable(),
  status: oneOf(connectionStatuses).nullable(),
  steps: array(testStepSchema),
});
export type HostCheckRecord = Infer<typeof hostCheckRecord>;

/** Targets that fail for one cause, which lies with their proxy. */
const sharedCause = object({
  proxyId: idSchema,
  proxyName: string(),
  count: int(),
  /** When the first of them began to. */
  since: momentSchema.nullable(),
  /** At most as many as one call tests. */
  targetIds: array(idSchema),
});
export type SharedCause = Infer<typeof sharedCause>;

export const lastTestOutput = object({
  /** Null where it was never tested. */
  test: hostCheckRecord.nullable(),
  /** Null where the host's own cause is nobody else's. */
  shared: sharedCause.nullable(),
  /** The proxy on the way, where there is one. */
  proxy: object({
    id: idSchema,
    name: string(),
    username: string(),
    address: string(),
    port: int(),
  }).nullable(),
});
export type LastTest = Infer<typeof lastTestOutput>;

export const installOutput = testOutput.omit({ status: true });
export type InstallResult = Infer<typeof installOutput>;

export const beginInstallOutput = object({ hostCheckId: idSchema });

export const lastInstallOutput = object({
  /** Null where no key was installed from here yet. */
  install: hostCheckRecord.nullable(),
  /** Of the last 15 minutes. */
  wrongPasswords: int(),
  /** So many close the host for passwords. */
  maximumWrong: int(),
  /** For how many minutes no password is taken; null where one is. */
  closedMinutes: int().nullable(),
});
export type LastInstall = Infer<typeof lastInstallOutput>;

/** So many hosts of a batch are told one by one. */
export const maximumShown = 500;

/** How far a test of one of many targets is. */
export const batchStates = ["waiting", "testing", "ok", "failed"] as const;

export const testBatchOutput = object({
  total: int(),
  counts: object({ waiting: int(), testing: int(), ok: int(), failed: int() }),
  /** Whether no worker has taken it up, long after it was asked for. */
  noWorker: boolean(),
  startedAt: momentSchema,
  endedAt: momentSchema.nullable(),
  /** In the order in which they were asked for; of more than 500 hosts those that failed alone, 500 at most. */
  items: array(
    object({
      id: idSchema,
      name: string(),
      /** The proxy that it is reached through. */
      proxyName: string().nullable(),
      state: oneOf(batchStates),
      status: oneOf(connectionStatuses).nullable(),
      /** Where it failed, and why: as in a test's steps. */
      step: string().nullable(),
      reason: string().nullable(),
      detail: string().nullable(),
      cure: string().nullable(),
    }),
  ),
});
export type TestBatch = Infer<typeof testBatchOutput>;

export const testManyOutput = object({ batchId: idSchema, count: int() });

/** A test as it comes on. */
export const testEventSchema = discriminatedUnion("type", [
  object({ type: literal("step"), step: testStepSchema }),
  object({ type: literal("end"), ok: boolean(), status: oneOf(connectionStatuses).nullable() }),
]);
export type TestEvent = Infer<typeof testEventSchema>;
