import { boolean, type infer as Infer, enum as oneOf, strictObject } from "zod";
import { listInput } from "../domain/list.ts";
import { locales } from "../domain/locale.ts";
import { ownChannelKinds, receiversSchema } from "../domain/notice.ts";
import { nameSchema } from "../domain/text.ts";
import { idSchema, tenantInput } from "../domain/wire.ts";
import { channelSettingsSchema } from "../notice/channel/input.ts";

export const noticeChannelListInput = listInput.extend({
  kind: oneOf(ownChannelKinds).optional(),
  sort: oneOf(["name", "createdAt"]).default("name"),
});
export type NoticeChannelListInput = Infer<typeof noticeChannelListInput>;

export const noticeChannelCreateInput = strictObject({
  tenantId: idSchema.optional(),
  name: nameSchema,
  /** How its receivers are reached; what opens them is never answered again. */
  settings: channelSettingsSchema,
  /** The language that its notices are in. */
  locale: oneOf(locales).default("zh-CN"),
  /** Whether tasks that name no channels are told by it. */
  usedByDefault: boolean().default(true),
});
export type NoticeChannelCreateInput = Infer<typeof noticeChannelCreateInput>;

/** What is left out stays as it is; settings are given as a whole, and of the kind that the channel is of. */
export const noticeChannelUpdateInput = strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  settings: channelSettingsSchema.optional(),
  locale: oneOf(locales).optional(),
  usedByDefault: boolean().optional(),
});
export type NoticeChannelUpdateInput = Infer<typeof noticeChannelUpdateInput>;

export const setReceiversInput = tenantInput.extend({
  /** Null: the operator's. Empty: the message centre tells nobody, unless a task names somebody. */
  receivers: receiversSchema.nullable(),
});
export type SetReceiversInput = Infer<typeof setReceiversInput>;
