import { boolean, type infer as Infer, enum as oneOf, strictObject, string } from "zod";
import { emailSchema } from "../domain/email.ts";
import { listInput } from "../domain/list.ts";
import { passwordSchema } from "../domain/password.ts";
import { roles } from "../domain/role.ts";
import { nameSchema } from "../domain/text.ts";
import { idSchema } from "../domain/wire.ts";

export const userListInput = listInput.extend({
  role: oneOf(roles).optional(),
  disabled: boolean().optional(),
  sort: oneOf(["name", "email", "createdAt"]).default("name"),
});
export type UserListInput = Infer<typeof userListInput>;

export const userCreateInput = strictObject({
  tenantId: idSchema.optional(),
  email: emailSchema,
  /** Absent: the address. */
  name: nameSchema.optional(),
  role: oneOf(roles),
  /** Absent: the user sets one through an invitation link. */
  password: passwordSchema.optional(),
  disabled: boolean().default(false),
});
export type UserCreateInput = Infer<typeof userCreateInput>;

/** A user made at the terminal of the server itself. */
export const userByCommandInput = userCreateInput.omit({ tenantId: true, disabled: true }).extend({
  /** Absent: the first tenant. */
  tenantName: string().optional(),
});
export type UserByCommandInput = Infer<typeof userByCommandInput>;

/** What is left out stays as it is. A user keeps their home tenant for life. */
export const userUpdateInput = strictObject({
  id: idSchema,
  email: emailSchema.optional(),
  name: nameSchema.optional(),
  role: oneOf(roles).optional(),
  password: passwordSchema.optional(),
  disabled: boolean().optional(),
});
export type UserUpdateInput = Infer<typeof userUpdateInput>;

export const changePasswordInput = strictObject({
  currentPassword: string().max(128),
  password: passwordSchema,
});
export type ChangePasswordInput = Infer<typeof changePasswordInput>;
