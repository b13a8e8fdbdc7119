import { array, type infer as Infer, int, enum as oneOf, strictObject, string, unknown } from "zod";
import { because } from "../domain/field-refusal.ts";
import { historyInput } from "../domain/history.ts";
import { languages } from "../domain/language.ts";
import { listInput } from "../domain/list.ts";
import { exactText, nameSchema } from "../domain/text.ts";
import { idSchema } from "../domain/wire.ts";

/** The most that a script may hold, in bytes. */
export const maximumContentBytes = 1_048_576;

/** Kept byte for byte: line ends, blanks and a missing last line end are the script's own. */
export const contentSchema = exactText(maximumContentBytes, "1 MiB").min(1);

const description = exactText(8_192, "8 KiB");
const parameters = array(unknown()).refine(
  (given) => given.length === 0,
  because("PARAMETERS_NOT_AVAILABLE"),
);

/** What a list of scripts can be sorted by. */
export const scriptSorts = ["name", "createdAt", "updatedAt", "language", "createdBy", "lastRun"] as const;

export const scriptListInput = listInput.extend({
  language: oneOf(languages).optional(),
  sort: oneOf(scriptSorts).default("createdAt"),
});
export type ScriptListInput = Infer<typeof scriptListInput>;

export const scriptCreateInput = strictObject({
  tenantId: idSchema.optional(),
  name: nameSchema,
  language: oneOf(languages),
  content: contentSchema,
  description: description.default(""),
  parameters: parameters.optional(),
});
export type ScriptCreateInput = Infer<typeof scriptCreateInput>;

/** A script keeps its language: what is written in another one is another script. */
export const scriptUpdateInput = strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  description: description.optional(),
  content: contentSchema.optional(),
  /** Why this version: shown in the list of versions. */
  note: exactText(2_000, "2000 B").optional(),
  parameters: parameters.optional(),
  /** The version that the caller has seen; another one meanwhile is a conflict. */
  expectedVersion: int().positive().optional(),
});
export type ScriptUpdateInput = Infer<typeof scriptUpdateInput>;

export const scriptVersionsInput = listInput.pick({ page: true, pageSize: true }).extend({ id: idSchema });
export type ScriptVersionsInput = Infer<typeof scriptVersionsInput>;

export const scriptVersionInput = strictObject({ id: idSchema, number: int().positive() });

export const scriptHistoryInput = historyInput.extend({ id: idSchema });
export type ScriptHistoryInput = Infer<typeof scriptHistoryInput>;

export const scriptCheckInput = strictObject({
  language: oneOf(languages),
  content: string().max(maximumContentBytes),
});
export type ScriptCheckInput = Infer<typeof scriptCheckInput>;
