import { array, boolean, type infer as Infer, int, object, enum as oneOf, string } from "zod";
import { connectionStatuses } from "../domain/connection-status.ts";
import { languages } from "../domain/language.ts";
import { sampleKeys } from "../domain/sample.ts";
import { idSchema, momentSchema } from "../domain/wire.ts";

const sample = object({
  key: oneOf(sampleKeys),
  scriptId: idSchema,
  name: string(),
  language: oneOf(languages),
  currentVersion: int(),
  content: string(),
  /** The task that runs it on the sandbox; null where that is gone, or somebody's own by now. */
  taskId: idSchema.nullable(),
  aboutSeconds: int(),
});
export type SampleItem = Infer<typeof sample>;

export const samplesOutput = object({
  items: array(sample),
  /** The host that they run on. */
  sandbox: object({
    id: idSchema,
    name: string(),
    status: oneOf(connectionStatuses),
    lastCheckedAt: momentSchema.nullable(),
    runsAsConsole: boolean(),
  }).nullable(),
});
export type Samples = Infer<typeof samplesOutput>;

export const samplesRemovedOutput = object({
  scripts: int(),
  tasks: int(),
  /** Scripts that tasks of one's own use: they stay, and are samples no more. */
  kept: array(string()),
});
export type SamplesRemoved = Infer<typeof samplesRemovedOutput>;
