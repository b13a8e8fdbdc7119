import { type infer as Infer, iso, enum as oneOf, strictObject } from "zod";
import { listInput } from "../domain/list.ts";
import { tokenScopes } from "../domain/role.ts";
import { nameSchema } from "../domain/text.ts";
import { idSchema } from "../domain/wire.ts";

export const tokenListInput = listInput.extend({
  userId: idSchema.optional(),
  sort: oneOf(["name", "createdAt", "expiresAt", "lastUsedAt"]).default("createdAt"),
});
export type TokenListInput = Infer<typeof tokenListInput>;

export const tokenCreateInput = strictObject({
  name: nameSchema,
  scope: oneOf(tokenScopes),
  /** Absent: in 90 days. */
  expiresAt: iso.datetime({ offset: true }).optional(),
  /** Whom it acts as; absent: oneself. A system admin's to choose. */
  userId: idSchema.optional(),
});
export type TokenCreateInput = Infer<typeof tokenCreateInput>;
