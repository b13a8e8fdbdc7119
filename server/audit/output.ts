import { type infer as Infer, object, enum as oneOf, string, unknown } from "zod";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";

const auditItem = object({
  id: idSchema,
  tenantId: idSchema,
  at: momentSchema,
  /** Null where the program itself did it, or somebody at the terminal in nobody's name. */
  userId: idSchema.nullable(),
  userName: string(),
  via: oneOf(["session", "token", "command", "system"]),
  /** Of the session or the token. */
  viaId: idSchema.nullable(),
  action: string(),
  objectType: string(),
  objectId: idSchema.nullable(),
  objectName: string().nullable(),
  /** The values that were changed; secrets stand here as "changed". */
  before: unknown(),
  after: unknown(),
  /** A system admin in a tenant that is not theirs: changed something, or read output. */
  crossing: oneOf(["mutation", "reading"]).nullable(),
  address: string().nullable(),
  requestId: string().nullable(),
});
export type AuditItem = Infer<typeof auditItem>;

export const auditListOutput = pageOf(auditItem);
