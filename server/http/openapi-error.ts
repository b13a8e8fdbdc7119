import { array, int, object, enum as oneOf, string, toJSONSchema, union } from "zod";
import { catalogues } from "#catalogues";
import type { Schema } from "./openapi-types.ts";

const error = object({
  /** In the caller's language. */
  message: string(),
  code: int(),
  data: object({
    code: string(),
    httpStatus: int(),
    path: string().optional(),
    reason: oneOf(Object.keys(catalogues.en.errors)),
    fields: array(object({ path: array(union([string(), int()])), message: string() })).optional(),
  }),
});

/** How an operation's document tells of errors: one form for all. */
export const failure = {
  description: "What went wrong; data.httpStatus is the status.",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
};

/** Every error's body; its reasons are the machine codes that never change their meaning. */
export function errorSchema(): Schema {
  const { $schema: _, ...schema } = toJSONSchema(error);
  return schema as Schema;
}
