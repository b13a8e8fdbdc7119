import { boolean, type infer as Infer, object, enum as oneOf, string } from "zod";
import { roles } from "../domain/role.ts";
import { createdOutput, idSchema, momentSchema, pageOf } from "../domain/wire.ts";

const userItem = object({
  id: idSchema,
  tenantId: idSchema,
  email: string(),
  name: string(),
  role: oneOf(roles),
  disabled: boolean(),
  /** False where an invitation is still open, or the user signs in elsewhere. */
  hasPassword: boolean(),
  lastSeenAt: momentSchema.nullable(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type User = Infer<typeof userItem>;

export const userOutput = userItem;
export const userListOutput = pageOf(userItem);

export const userCreatedOutput = createdOutput.extend({
  /** Where the user sets the first password; there is none where one was given. Shown this once. */
  invitation: object({ link: string(), expiresAt: momentSchema }).optional(),
});
export type UserCreated = Infer<typeof userCreatedOutput>;
