import { and, eq, inArray, sql } from "drizzle-orm";
import { actorName, requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { notice, noticeDelivery } from "../db/tables/notice.ts";
import type { DeliveryState } from "../domain/notice.ts";
import { found, notFound, ServiceError } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import { settleNotice } from "./delivery.ts";
import type { NoticeChangeInput } from "./input.ts";

type NoticeRow = typeof notice.$inferSelect;

/**
 * Tries to deliver a notice at once, with a day's patience from now on: what is dead, given up or waiting for its next
 * attempt. One that had no channel looks for its channels again.
 */
export function retryNotice(ctx: ServiceContext, input: NoticeChangeInput): Promise<{ count: number }> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const row = await lockVisible(tx, ctx, input.id);
    if (row.state === "untold" && input.deliveryId === undefined) return spreadAgain(tx, ctx, row);
    const open = await openDeliveries(tx, row, input, ["dead", "given_up", "waiting"]);
    const ids = open.map(({ id }) => id);
    await tx
      .update(noticeDelivery)
      .set({
        state: "waiting",
        // What a receiver has lost, or never knew, is made anew; its key tells it from a second one.
        made: sql`case when ${noticeDelivery.reason} in ('status', 'refused') then null else ${noticeDelivery.made} end`,
        roundAttempts: 0,
        roundAt: sql`now()`,
        nextAttemptAt: sql`now()`,
        endedAt: null,
        endedBy: null,
      })
      .where(and(eq(noticeDelivery.tenantId, row.tenantId), inArray(noticeDelivery.id, ids)));
    for (const deliveryId of ids) await enqueue(ctx.boss, tx, "deliverNotice", { deliveryId });
    await settleNotice(tx, row.tenantId, row.id);
    await auditChange(tx, ctx, row, "notice.retry", ids.length);
    return { count: ids.length };
  });
}

/** Tries no more to deliver a notice. What a worker has in hand at this moment may still arrive, and is told then. */
export function giveUpNotice(ctx: ServiceContext, input: NoticeChangeInput): Promise<{ count: number }> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const row = await lockVisible(tx, ctx, input.id);
    const open = await openDeliveries(tx, row, input, ["waiting", "dead"]);
    const ids = open.map(({ id }) => id);
    await tx
      .update(noticeDelivery)
      .set({
        state: "given_up",
        nextAttemptAt: null,
        endedAt: sql`now()`,
        endedBy: actorName(ctx.actor),
      })
      .where(and(eq(noticeDelivery.tenantId, row.tenantId), inArray(noticeDelivery.id, ids)));
    await settleNotice(tx, row.tenantId, row.id);
    await auditChange(tx, ctx, row, "notice.giveUp", ids.length);
    return { count: ids.length };
  });
}

async function lockVisible(tx: Transaction, ctx: ServiceContext, id: number): Promise<NoticeRow> {
  const rows = await tx
    .select()
    .from(notice)
    .where(and(eq(notice.id, id), visible(ctx, notice.tenantId)))
    .for("no key update");
  return found(rows[0]);
}

/** The deliveries that are meant and in one of these states; refused where there is none. */
async function openDeliveries(
  tx: Transaction,
  { tenantId, id }: NoticeRow,
  { deliveryId }: NoticeChangeInput,
  states: DeliveryState[],
) {
  const all = await tx
    .select({ id: noticeDelivery.id, state: noticeDelivery.state })
    .from(noticeDelivery)
    .where(and(eq(noticeDelivery.tenantId, tenantId), eq(noticeDelivery.noticeId, id)))
    .for("no key update");
  const meant = deliveryId === undefined ? all : all.filter((delivery) => delivery.id === deliveryId);
  if (deliveryId !== undefined && meant.length === 0) throw notFound();
  const open = meant.filter(({ state }) => states.includes(state));
  if (open.length === 0) throw new ServiceError("CONFLICT", "NOTICE_NOT_OPEN");
  return open;
}

async function spreadAgain(tx: Transaction, ctx: ServiceContext, row: NoticeRow): Promise<{ count: number }> {
  await tx
    .update(notice)
    .set({ state: "waiting", spreadAt: null })
    .where(and(eq(notice.tenantId, row.tenantId), eq(notice.id, row.id)));
  await enqueue(ctx.boss, tx, "spreadNotice", { noticeId: row.id });
  await auditChange(tx, ctx, row, "notice.retry", 0);
  return { count: 0 };
}

function auditChange(
  tx: Transaction,
  ctx: ServiceContext,
  { tenantId, id, content }: NoticeRow,
  action: string,
  deliveries: number,
): Promise<void> {
  const name = "task" in content ? content.task.name : null;
  return audit(tx, ctx, { tenantId, action, object: { type: "notice", id, name }, after: { deliveries } });
}
