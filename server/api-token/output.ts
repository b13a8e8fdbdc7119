import { type infer as Infer, object, enum as oneOf, string } from "zod";
import { tokenScopes } from "../domain/role.ts";
import { createdOutput, idSchema, momentSchema, pageOf } from "../domain/wire.ts";

const tokenItem = object({
  id: idSchema,
  tenantId: idSchema,
  userId: idSchema,
  userName: string(),
  name: string(),
  scope: oneOf(tokenScopes),
  createdAt: momentSchema,
  expiresAt: momentSchema,
  lastUsedAt: momentSchema.nullable(),
});
export type TokenItem = Infer<typeof tokenItem>;

export const tokenListOutput = pageOf(tokenItem);

/** The token's text is shown this once. */
export const tokenCreatedOutput = createdOutput.extend({ token: string() });
