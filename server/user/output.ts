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

/** Where a user sets a password. Shown this once. */
export const invitationOutput = object({ link: string(), expiresAt: momentSchema });
export type Invitation = Infer<typeof invitationOutput>;

export const userCreatedOutput = createdOutput.extend({
  /** There is none where a password was given. */
  invitation: invitationOutput.optional(),
});
export type UserCreated = Infer<typeof userCreatedOutput>;
