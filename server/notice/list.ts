import { and, asc, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { contains, countValues, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { notice, noticeAttempt, noticeChannel, noticeDelivery } from "../db/tables/notice.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { ListPage } from "../domain/list.ts";
import type { Locale } from "../domain/locale.ts";
import { found } from "../errors.ts";
import { noticeReason } from "../messages.ts";
import { patienceSeconds } from "./after-attempt.ts";
import type { NoticeListInput } from "./input.ts";
import type { Notice, NoticeFacets, NoticeItem } from "./output.ts";
import { sayNotice } from "./say.ts";

const shownAttempts = 30;

type NoticeRow = typeof notice.$inferSelect;
type DeliveryRow = typeof noticeDelivery.$inferSelect;

/** A page of notices, each with where its deliveries stand. */
export function listNotices(caller: ServiceContext, input: NoticeListInput): Promise<ListPage<NoticeItem>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, task, input.taskId);
    await requireVisible(tx, ctx, taskLog, input.taskLogId);
    await requireVisible(tx, ctx, noticeChannel, input.channelId);
    const matching = and(visible(ctx, notice.tenantId), ...filters(input));
    const { limit, offset } = pageWindow(input);
    const rows = await tx
      .select()
      .from(notice)
      .where(matching)
      .orderBy(...orderBy({ createdAt: notice.id }, input, notice.id))
      .limit(limit)
      .offset(offset);
    const deliveries = await deliveriesOf(tx, rows);
    const items = rows.map((row) => itemOf(ctx.locale, row, deliveries.get(row.id) ?? []));
    return withTotal(tx, items, notice, matching);
  });
}

const taskName = sql`notice.content->'task'->>'name'`;

function filters(input: NoticeListInput): (SQL | undefined)[] {
  const { state, kind, level, taskId, taskLogId, channelId, channelKind, search } = input;
  return [
    state && eq(notice.state, state),
    kind && eq(notice.kind, kind),
    level && eq(notice.level, level),
    taskId && eq(notice.taskId, taskId),
    taskLogId && eq(notice.taskLogId, taskLogId),
    channelId && delivered(sql`d.channel_id = ${channelId}`),
    channelKind && delivered(sql`d.channel_kind = ${channelKind}`),
    search ? contains(taskName, search) : undefined,
  ].filter((condition) => typeof condition === "object");
}

function delivered(by: SQL): SQL {
  return sql`exists (select from notice_delivery d where d.tenant_id = notice.tenant_id
    and d.notice_id = notice.id and ${by})`;
}

/** A notice with each attempt to deliver it. */
export function getNotice(ctx: ServiceContext, { id }: { id: number }): Promise<Notice> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const matching = and(eq(notice.id, id), visible(ctx, notice.tenantId));
    const row = found((await tx.select().from(notice).where(matching))[0]);
    const deliveries = (await deliveriesOf(tx, [row])).get(id) ?? [];
    const attempts = await attemptsOf(tx, row.tenantId, deliveries);
    return {
      ...itemOf(ctx.locale, row, deliveries),
      lines: sayNotice(ctx.locale, row.content).lines,
      content: row.content,
      deliveries: deliveries.map((delivery) => ({
        ...deliveryOf(ctx.locale, delivery),
        attemptList: (attempts.get(delivery.id) ?? []).map((attempt) => ({
          ...attempt,
          message: attempt.reason && noticeReason(ctx.locale, attempt.reason),
        })),
      })),
    };
  });
}

/** How many notices there are by state, kind and level. */
export function noticeFacets(caller: ServiceContext, input: { tenantId?: number }): Promise<NoticeFacets> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const mine = visible(ctx, notice.tenantId);
    return {
      states: await countValues(tx, notice, notice.state, mine),
      kinds: await countValues(tx, notice, notice.kind, mine),
      levels: await countValues(tx, notice, notice.level, mine),
    };
  });
}

async function deliveriesOf(tx: Transaction, notices: NoticeRow[]): Promise<Map<number, DeliveryRow[]>> {
  if (notices.length === 0) return new Map();
  const ids = notices.map(({ id }) => id);
  const rows = await tx
    .select()
    .from(noticeDelivery)
    .where(inArray(noticeDelivery.noticeId, ids))
    .orderBy(asc(noticeDelivery.id));
  return Map.groupBy(rows, ({ noticeId }) => noticeId);
}

/** The newest ones of each delivery: a day of failures has a hundred, each with what was said and answered. */
async function attemptsOf(tx: Transaction, tenantId: number, deliveries: DeliveryRow[]) {
  if (deliveries.length === 0) return new Map<number, never>();
  const ids = deliveries.map(({ id }) => id);
  const rows = await tx
    .select({ attempt: noticeAttempt })
    .from(noticeAttempt)
    .innerJoin(
      noticeDelivery,
      and(eq(noticeDelivery.tenantId, tenantId), eq(noticeDelivery.id, noticeAttempt.deliveryId)),
    )
    .where(
      and(
        eq(noticeAttempt.tenantId, tenantId),
        inArray(noticeAttempt.deliveryId, ids),
        gt(noticeAttempt.number, sql`${noticeDelivery.attempts} - ${shownAttempts}`),
      ),
    )
    .orderBy(asc(noticeAttempt.number));
  const attempts = rows.map(({ attempt }) => attempt);
  return Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
}

function itemOf(locale: Locale, row: NoticeRow, deliveries: DeliveryRow[]): NoticeItem {
  const { id, tenantId, kind, level, state, foldedInto, taskId, taskLogId, createdAt, content } = row;
  return {
    id,
    tenantId,
    kind,
    level,
    title: sayNotice(locale, content).title,
    state,
    foldedInto,
    taskId,
    taskName: "task" in content ? content.task.name : null,
    taskLogId,
    deliveries: deliveries.map((delivery) => deliveryOf(locale, delivery)),
    createdAt,
  };
}

function deliveryOf(locale: Locale, row: DeliveryRow): NoticeItem["deliveries"][number] {
  const lastMoment = new Date(Date.parse(row.roundAt) + patienceSeconds * 1_000).toISOString();
  return {
    ...row,
    message: row.reason && noticeReason(locale, row.reason),
    givesUpAt: row.state === "waiting" ? lastMoment : null,
  };
}
