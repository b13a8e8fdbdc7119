import { array, boolean, type infer as Infer, int, object, enum as oneOf, string } from "zod";
import { locales } from "../domain/locale.ts";
import { deliveryStates, ownChannelKinds } from "../domain/notice.ts";
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
  /** Where its newest delivery stands; null before the first. */
  lastDelivery: object({
    noticeId: idSchema,
    state: oneOf(deliveryStates),
    attempts: int(),
    at: momentSchema,
  }).nullable(),
  /** What went by it in the last 30 days, counted up to 1,000. */
  deliveryCount: int(),
  createdBy: string(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type NoticeChannel = Infer<typeof noticeChannelOutput>;

export const noticeChannelListOutput = pageOf(noticeChannelOutput);

/** The test's notice: `notice.get` tells what became of it. */
export const noticeChannelTestOutput = object({ noticeId: idSchema });

export const messageCentreOutput = object({
  /** Whether the operator has set one up (`MANAGER_URL`). */
  available: boolean(),
  /** In which language it is told; null without one. */
  locale: oneOf(locales).nullable(),
  /** The tenant's receivers; null: the operator's. */
  receivers: array(string()).nullable(),
  operatorReceivers: array(string()),
});
export type MessageCentreState = Infer<typeof messageCentreOutput>;
