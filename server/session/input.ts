import { type infer as Infer, enum as oneOf } from "zod";
import { listInput } from "../domain/list.ts";
import { idSchema } from "../domain/wire.ts";

export const sessionListInput = listInput.extend({
  userId: idSchema.optional(),
  sort: oneOf(["lastSeenAt", "createdAt"]).default("lastSeenAt"),
});
export type SessionListInput = Infer<typeof sessionListInput>;
