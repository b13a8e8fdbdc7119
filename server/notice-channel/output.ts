import { array, boolean, type infer as Infer, int, object, enum as oneOf, string } from "zod";
import { locales } from "../domain/locale.ts";
import { ownChannelKinds } from "../domain/notice.ts";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";

export const noticeChannelOutput = object({
  id: idSchema,
  tenantId: idSchema,
  name: string(),
  kind: oneOf(ownChannelKinds),
  /** Where it posts to, as far as it may be shown; null: it mails. */
  host: string().nullable(),
  /** Whom it mails to; null: it posts. */
  receivers: array(string()).nullable(),
  locale: oneOf(locales),
  /** Whether tasks that name no channels are told by it. */
  usedByDefault: boolean(),
  /** Tasks that name it. */
  taskCount: int(),
  createdBy: string(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type NoticeChannel = Infer<typeof noticeChannelOutput>;

export const noticeChannelListOutput = pageOf(noticeChannelOutput);

/** The test's notice: `notice.get` tells what became of it. */
export const noticeChannelTestOutput = object({ noticeId: idSchema });
