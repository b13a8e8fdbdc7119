import { array, type infer as Infer, int, object, enum as oneOf, string } from "zod";
import {
  channelKinds,
  deliveryStates,
  noticeContentSchema,
  noticeKinds,
  noticeLevels,
  noticeStates,
  sendReasons,
} from "../domain/notice.ts";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";

const delivery = object({
  id: idSchema,
  /** Null: the message centre. */
  channelId: idSchema.nullable(),
  channelKind: oneOf(channelKinds),
  /** Its name when the notice was made; null: the message centre. */
  channelName: string().nullable(),
  /** Whom the message centre tells; null for other channels. */
  receivers: array(string()).nullable(),
  state: oneOf(deliveryStates),
  /** Why the last attempt failed, as a code and in the caller's language; null where none has. */
  reason: oneOf(sendReasons).nullable(),
  message: string().nullable(),
  attempts: int(),
  /** When it is tried next; null where it is over. */
  nextAttemptAt: momentSchema.nullable(),
  /** When it becomes a dead letter, should nobody take it until then; null where it is over. */
  givesUpAt: momentSchema.nullable(),
  createdAt: momentSchema,
  endedAt: momentSchema.nullable(),
  /** Who gave it up. */
  endedBy: string().nullable(),
});

const noticeItem = object({
  id: idSchema,
  tenantId: idSchema,
  kind: oneOf(noticeKinds),
  level: oneOf(noticeLevels),
  /** In the caller's language. */
  title: string(),
  /** Over all its channels, what needs somebody first; `untold`: no channel; `folded`: told with others. */
  state: oneOf(noticeStates),
  /** Of one that was folded: the notice that tells it with others. */
  foldedInto: idSchema.nullable(),
  taskId: idSchema.nullable(),
  taskName: string().nullable(),
  taskLogId: idSchema.nullable(),
  deliveries: array(delivery),
  createdAt: momentSchema,
});
export type NoticeItem = Infer<typeof noticeItem>;

export const noticeListOutput = pageOf(noticeItem);

const attempt = object({
  number: int(),
  startedAt: momentSchema,
  /** Null: in hand, or, where a further attempt follows, cut off with its worker. */
  endedAt: momentSchema.nullable(),
  outcome: oneOf(["delivered", "again", "refused"]).nullable(),
  reason: oneOf(sendReasons).nullable(),
  message: string().nullable(),
  /** What was sent and answered, secrets masked, each cut to 16 KiB. */
  calls: array(
    object({
      name: string(),
      request: string(),
      status: int().nullable(),
      answer: string(),
      tookMs: int(),
    }),
  ),
});

export const noticeOutput = noticeItem.extend({
  /** What it says, in the caller's language. */
  lines: array(string()),
  content: noticeContentSchema,
  deliveries: array(
    delivery.extend({
      /** The newest 30, oldest of them first. */
      attemptList: array(attempt),
    }),
  ),
});
export type Notice = Infer<typeof noticeOutput>;

/** How many notices there are by what filters offer. */
export const noticeFacetsOutput = object({
  states: array(object({ value: oneOf(noticeStates), count: int() })),
  kinds: array(object({ value: oneOf(noticeKinds), count: int() })),
  levels: array(object({ value: oneOf(noticeLevels), count: int() })),
});
export type NoticeFacets = Infer<typeof noticeFacetsOutput>;

export const noticeChangedOutput = object({
  /** Deliveries that were changed. */
  count: int(),
});
