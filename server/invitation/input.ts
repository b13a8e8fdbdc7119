import { type infer as Infer, strictObject, string } from "zod";
import { passwordSchema } from "../domain/password.ts";

export const invitationAcceptInput = strictObject({
  /** What stands behind `#` in the link. */
  token: string().min(1).max(200),
  password: passwordSchema,
});
export type InvitationAcceptInput = Infer<typeof invitationAcceptInput>;
