import { type infer as Infer, enum as oneOf, strictObject } from "zod";
import { listInput } from "../domain/list.ts";
import { channelKinds, noticeKinds, noticeLevels, noticeStates } from "../domain/notice.ts";
import { idSchema } from "../domain/wire.ts";

export const noticeListInput = listInput.extend({
  state: oneOf(noticeStates).optional(),
  kind: oneOf(noticeKinds).optional(),
  level: oneOf(noticeLevels).optional(),
  taskId: idSchema.optional(),
  taskLogId: idSchema.optional(),
  /** Those that go, or went, by this channel. */
  channelId: idSchema.optional(),
  /** … by a channel of this kind. */
  channelKind: oneOf(channelKinds).optional(),
  sort: oneOf(["createdAt"]).default("createdAt"),
});
export type NoticeListInput = Infer<typeof noticeListInput>;

/** A notice by all its channels, or by one of its deliveries. */
export const noticeChangeInput = strictObject({ id: idSchema, deliveryId: idSchema.optional() });
export type NoticeChangeInput = Infer<typeof noticeChangeInput>;
