import { type infer as Infer, iso, literal } from "zod";
import { listInput } from "../domain/list.ts";
import { oneLine } from "../domain/text.ts";
import { idSchema } from "../domain/wire.ts";

const moment = iso.datetime({ offset: true });

export const auditListInput = listInput.extend({
  /** As it is written: `script.create`. */
  action: oneLine(100).optional(),
  /** `script`, `task`, `user` … */
  objectType: oneLine(100).optional(),
  objectId: idSchema.optional(),
  /** Who did it. */
  userId: idSchema.optional(),
  /** At or after this moment, and before that one. */
  from: moment.optional(),
  to: moment.optional(),
  sort: literal("at").default("at"),
});
export type AuditListInput = Infer<typeof auditListInput>;
