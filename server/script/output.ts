import { array, boolean, type infer as Infer, int, object, enum as oneOf, string, unknown } from "zod";
import { languages } from "../domain/language.ts";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";
import { lastTaskLogSchema } from "../task-log/output.ts";

const scriptItem = object({
  id: idSchema,
  tenantId: idSchema,
  name: string(),
  language: oneOf(languages),
  description: string(),
  currentVersion: int(),
  /** One of those that a fresh installation has, unchanged. */
  sample: boolean(),
  createdBy: string(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
  lastTaskLog: lastTaskLogSchema.nullable(),
});
export type ScriptItem = Infer<typeof scriptItem>;

export const scriptListOutput = pageOf(scriptItem);
export const scriptFacetsOutput = object({
  languages: array(object({ value: oneOf(languages), count: int() })),
});
export type ScriptFacets = Infer<typeof scriptFacetsOutput>;

export const scriptOutput = scriptItem.extend({ content: string(), parameters: array(unknown()) });
export type Script = Infer<typeof scriptOutput>;

export const scriptSavedOutput = object({ id: idSchema, currentVersion: int() });

const versionShape = object({
  number: int(),
  author: string(),
  note: string(),
  bytes: int(),
  sha256: string(),
  createdAt: momentSchema,
});

const versionItem = versionShape.extend({
  /** Its newest ended runs, at most 100. */
  runs: int(),
  /** The hosts of those runs, without what was skipped or stopped by a person. */
  hosts: int(),
  /** Of these hosts. */
  succeeded: int(),
});
export type ScriptVersionItem = Infer<typeof versionItem>;

export const scriptVersionsOutput = pageOf(versionItem);
export const scriptVersionOutput = versionShape.extend({ content: string(), parameters: array(unknown()) });
export type ScriptVersion = Infer<typeof scriptVersionOutput>;

export const scriptCheckOutput = object({
  /** Whether there is a checker for this language, and it could read all of the script. */
  checked: boolean(),
  problems: array(object({ line: int(), column: int(), message: string() })),
});
export type ScriptCheck = Infer<typeof scriptCheckOutput>;
