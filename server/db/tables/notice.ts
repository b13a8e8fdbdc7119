import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Locale } from "../../domain/locale.ts";
import {
  type ChannelKind,
  channelKinds,
  type DeliveryState,
  deliveryStates,
  type NoticeContent,
  type NoticeKind,
  type NoticeLevel,
  type NoticeState,
  noticeKinds,
  noticeLevels,
  noticeStates,
  type OwnChannelKind,
  ownChannelKinds,
  type SendReason,
} from "../../domain/notice.ts";
import type { ShownSettings } from "../../notice/channel/input.ts";
import type { SentCall } from "../../notice/channel/types.ts";
import { bytea, identity, moment, now, reference } from "./columns.ts";
import { task } from "./task.ts";
import { taskLog } from "./task-log.ts";
import { tenant } from "./tenant.ts";
import { worker } from "./worker.ts";

/** A way to tell people that a tenant has set up. The platform's message centre needs no row. */
export const noticeChannel = pgTable(
  "notice_channel",
  {
    id: identity(),
    tenantId: reference()
      .notNull()
      .references(() => tenant.id),
    name: text().notNull(),
    kind: text().$type<OwnChannelKind>().notNull(),
    /** What everybody may read of its settings. */
    settings: jsonb().$type<ShownSettings>().notNull(),
    /** The rest of them: a box that only the worker opens. */
    sealedSecret: bytea(),
    locale: text().$type<Locale>().notNull(),
    /** Whether tasks that name no channels are told by it. */
    usedByDefault: boolean().notNull().default(false),
    createdBy: text().notNull(),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
    deletedAt: moment(),
  },
  (t) => [
    unique("notice_channel_tenant_id").on(t.tenantId, t.id),
    uniqueIndex("notice_channel_name").on(t.tenantId, t.name).where(sql`deleted_at is null`),
    check("notice_channel_kind", oneOf("kind", ownChannelKinds)),
  ],
);

/** Something that people are told of, once: its key is what makes an event count once. */
export const notice = pgTable(
  "notice",
  {
    id: identity(),
    tenantId: reference().notNull(),
    /** Which event it tells: `run 7`, `fire 3 2026-11-28T02:00:00.000Z`. */
    eventKey: text().notNull(),
    kind: text().$type<NoticeKind>().notNull(),
    level: text().$type<NoticeLevel>().notNull(),
    taskId: reference(),
    taskLogId: reference(),
    content: jsonb().$type<NoticeContent>().notNull(),
    state: text().$type<NoticeState>().notNull().default("waiting"),
    /** Of one that was folded: the notice that tells it with others. */
    foldedInto: reference(),
    /** When its channels are looked up: at once, but for one that others are folded into. */
    spreadFrom: moment().notNull().default(now),
    /** When its channels were looked up, and a delivery made for each. */
    spreadAt: moment(),
    createdAt: moment().notNull().default(now),
  },
  (t) => [
    unique("notice_tenant_id").on(t.tenantId, t.id),
    unique("notice_event").on(t.tenantId, t.eventKey),
    foreignKey({ name: "notice_tenant", columns: [t.tenantId], foreignColumns: [tenant.id] }),
    foreignKey({
      name: "notice_task",
      columns: [t.tenantId, t.taskId],
      foreignColumns: [task.tenantId, task.id],
    }),
    foreignKey({
      name: "notice_task_log",
      columns: [t.tenantId, t.taskLogId],
      foreignColumns: [taskLog.tenantId, taskLog.id],
    }),
    foreignKey({
      name: "notice_folded_into",
      columns: [t.tenantId, t.foldedInto],
      foreignColumns: [t.tenantId, t.id],
    }),
    index("notice_folded").on(t.tenantId, t.foldedInto).where(sql`folded_into is not null`),
    index("notice_spread").on(t.tenantId, t.spreadAt),
    index("notice_of_task").on(t.tenantId, t.taskId, t.id),
    index("notice_of_task_log").on(t.tenantId, t.taskLogId),
    index("notice_dead").on(t.tenantId, t.id).where(sql`state = 'dead'`),
    index("notice_not_spread").on(t.id).where(sql`spread_at is null`),
    check("notice_kind", oneOf("kind", noticeKinds)),
    check("notice_level", oneOf("level", noticeLevels)),
    check("notice_state", oneOf("state", noticeStates)),
  ],
);

/** A notice on its way by one channel. */
export const noticeDelivery = pgTable(
  "notice_delivery",
  {
    id: identity(),
    tenantId: reference().notNull(),
    noticeId: reference().notNull(),
    /** Null: the message centre. */
    channelId: reference(),
    channelKind: text().$type<ChannelKind>().notNull(),
    /** Its name then; null: the message centre. */
    channelName: text(),
    /** Whom the message centre tells. */
    receivers: jsonb().$type<string[]>(),
    /** The receiver recognises a repeat by it. */
    idempotencyKey: uuid().notNull().defaultRandom(),
    /** What the receiver has done already, where that takes more than one call: the id of a notice that was made. */
    made: text(),
    state: text().$type<DeliveryState>().notNull().default("waiting"),
    reason: text().$type<SendReason>(),
    /** Attempts altogether, and since when and how many since somebody last asked for a retry. */
    attempts: integer().notNull().default(0),
    roundAttempts: integer().notNull().default(0),
    roundAt: moment().notNull().default(now),
    nextAttemptAt: moment().default(now),
    /** Who has it in hand, and since when. */
    workerId: reference().references(() => worker.id),
    takenAt: moment(),
    endedBy: text(),
    createdAt: moment().notNull().default(now),
    endedAt: moment(),
  },
  (t) => [
    unique("notice_delivery_tenant_id").on(t.tenantId, t.id),
    unique("notice_delivery_channel").on(t.noticeId, t.channelId).nullsNotDistinct(),
    foreignKey({
      name: "notice_delivery_notice",
      columns: [t.tenantId, t.noticeId],
      foreignColumns: [notice.tenantId, notice.id],
    }),
    foreignKey({
      name: "notice_delivery_notice_channel",
      columns: [t.tenantId, t.channelId],
      foreignColumns: [noticeChannel.tenantId, noticeChannel.id],
    }),
    index("notice_delivery_of_channel").on(t.tenantId, t.channelId, t.id),
    index("notice_delivery_dead").on(t.tenantId, t.id).where(sql`state = 'dead'`),
    index("notice_delivery_waiting").on(t.nextAttemptAt).where(sql`state = 'waiting'`),
    check("notice_delivery_state", oneOf("state", deliveryStates)),
    check("notice_delivery_kind", oneOf("channel_kind", channelKinds)),
    check("notice_delivery_ended", sql`(state = 'waiting') = (ended_at is null)`),
    check("notice_delivery_next", sql`(state = 'waiting') = (next_attempt_at is not null)`),
  ],
);

/** One attempt to bring a notice to one channel, with what was said and answered; secrets are masked. */
export const noticeAttempt = pgTable(
  "notice_attempt",
  {
    id: identity(),
    tenantId: reference().notNull(),
    deliveryId: reference().notNull(),
    number: integer().notNull(),
    /** Null: in hand, or, where a further attempt follows, cut off with its worker. */
    outcome: text().$type<"delivered" | "again" | "refused">(),
    reason: text().$type<SendReason>(),
    calls: jsonb().$type<SentCall[]>().notNull().default([]),
    startedAt: moment().notNull().default(now),
    endedAt: moment(),
  },
  (t) => [
    unique("notice_attempt_number").on(t.deliveryId, t.number),
    foreignKey({
      name: "notice_attempt_delivery",
      columns: [t.tenantId, t.deliveryId],
      foreignColumns: [noticeDelivery.tenantId, noticeDelivery.id],
    }),
    check("notice_attempt_outcome", sql`outcome in ('delivered', 'again', 'refused')`),
  ],
);

function oneOf(column: string, values: readonly string[]) {
  return sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(", ")})`);
}
