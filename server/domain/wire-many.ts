import { array, type infer as Infer, int, object, strictObject, string } from "zod";
import { listCap } from "./list.ts";
import { idSchema } from "./wire.ts";

/** Many that one call changes: as many as a list counts. */
export const manyIds = array(idSchema).min(1).max(listCap);

export const idsInput = strictObject({ ids: manyIds });

/** What became of many: how many were changed, and which were not, each with its reason in the caller's language. */
export const changedManyOutput = object({
  changed: int(),
  refused: array(object({ id: idSchema, name: string().nullable(), reason: string() })),
});
export type ChangedMany = Infer<typeof changedManyOutput>;
