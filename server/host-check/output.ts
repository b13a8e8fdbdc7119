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

/** One step of a test; where it failed, why and what to do about it, in the caller's language. */
export const testStepSchema = object({
  /** `proxy.dns`, `target.login` … */
  name: string(),
  ok: boolean(),
  ms: int(),
  reason: string().nullable(),
  /** What was found, or what the host said in its own words. */
  detail: string().nullable(),
  cure: string().nullable(),
});
export type TestStep = Infer<typeof testStepSchema>;

export const testOutput = object({
  ok: boolean(),
  status: oneOf(connectionStatuses).nullable(),
  steps: array(testStepSchema),
});
export type TestResult = Infer<typeof testOutput>;

/** A test as it comes on. */
export const testEventSchema = discriminatedUnion("type", [
  object({ type: literal("step"), step: testStepSchema }),
  object({ type: literal("end"), ok: boolean(), status: oneOf(connectionStatuses).nullable() }),
]);
export type TestEvent = Infer<typeof testEventSchema>;
