import { boolean, type infer as Infer, object, enum as oneOf, string } from "zod";
import { roles, tokenScopes } from "../domain/role.ts";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";

const sessionItem = object({
  id: idSchema,
  tenantId: idSchema,
  userId: idSchema,
  userName: string(),
  address: string().nullable(),
  agent: string().nullable(),
  createdAt: momentSchema,
  lastSeenAt: momentSchema,
  /** Whether it is the one that asks. */
  current: boolean(),
});
export type SessionItem = Infer<typeof sessionItem>;

export const sessionListOutput = pageOf(sessionItem);

/** Who asks, by what, and what they may. */
export const currentOutput = object({
  userId: idSchema,
  name: string(),
  email: string(),
  role: oneOf(roles),
  tenantId: idSchema,
  tenantName: string(),
  timeZone: string(),
  /** The tenant that a system admin works in, chosen in this browser; null: all of them, and new things go home. */
  chosenTenant: object({ id: idSchema, name: string(), timeZone: string() }).nullable(),
  via: oneOf(["session", "token", "command"]),
  /** Of the session or the token. */
  viaId: idSchema.nullable(),
  scope: oneOf(tokenScopes),
});
export type Current = Infer<typeof currentOutput>;
