import { and, eq, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notice, noticeAttempt, noticeChannel, noticeDelivery } from "../db/tables/notice.ts";
import { found } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import { type AfterAttempt, afterAttempt } from "./after-attempt.ts";
import type { SendResult } from "./channel/types.ts";

/** No attempt lasts so long: after it whoever had it in hand has it no more. */
const leaseSeconds = 120;
/** A job is the fast way; what has been due for so long is found by looking. */
const overdueSeconds = 3;
/** Found by one look. */
const lookSize = 50;

/** A delivery that a worker has in hand, with what it needs for the attempt. */
export interface TakenDelivery {
  delivery: typeof noticeDelivery.$inferSelect;
  notice: typeof notice.$inferSelect;
  /** Null: the message centre. */
  channel: typeof noticeChannel.$inferSelect | null;
}

/**
 * Takes a delivery whose moment has come, and notes the attempt before anything is sent. Undefined where it is over,
 * not due, or in the hands of a worker that lives: of any number that ask, one gets it.
 */
export function takeDelivery(
  database: Database,
  workerId: number,
  deliveryId: number,
): Promise<TakenDelivery | undefined> {
  return inTenant(asSystem(database), async (tx) => {
    const [delivery] = await tx
      .update(noticeDelivery)
      .set({
        workerId,
        takenAt: sql`now()`,
        attempts: sql`${noticeDelivery.attempts} + 1`,
        roundAttempts: sql`${noticeDelivery.roundAttempts} + 1`,
      })
      .where(and(eq(noticeDelivery.id, deliveryId), isFree))
      .returning();
    if (delivery === undefined) return undefined;
    const { tenantId, attempts: number } = delivery;
    await tx.insert(noticeAttempt).values({ tenantId, deliveryId, number });
    const [row] = await tx
      .select({ notice, channel: noticeChannel })
      .from(notice)
      .leftJoin(
        noticeChannel,
        and(eq(noticeChannel.tenantId, tenantId), eq(noticeChannel.id, delivery.channelId ?? 0)),
      )
      .where(and(eq(notice.tenantId, tenantId), eq(notice.id, delivery.noticeId)));
    return { delivery, ...found(row) };
  });
}

/** Due, and in nobody's hands, or in those of one that is gone. */
const isFree = sql`notice_delivery.state = 'waiting' and notice_delivery.next_attempt_at <= now()
  and (notice_delivery.worker_id is null or notice_delivery.taken_at < now() - make_interval(secs => ${leaseSeconds})
    or exists (select from worker w where w.id = notice_delivery.worker_id
      and (w.dead_at is not null or w.stopped_at is not null)))`;

/** Stores what the receiver has done already, before the next call: a further attempt goes on from there. */
export async function rememberMade(
  database: Database,
  { delivery }: TakenDelivery,
  made: string,
): Promise<void> {
  await inTenant(asSystem(database), (tx) =>
    tx.update(noticeDelivery).set({ made }).where(eq(noticeDelivery.id, delivery.id)),
  );
}

/**
 * Writes down what came of an attempt, and plans the next one with its job. Where somebody gave the delivery up
 * meanwhile, no more follows; what was delivered all the same is told so. Where another worker has it in hand, only the
 * attempt is told.
 */
export function recordAttempt(
  { database, boss }: { database: Database; boss: PgBoss },
  { delivery }: TakenDelivery,
  { outcome, reason, calls }: SendResult,
): Promise<void> {
  return inTenant(asSystem(database), async (tx) => {
    const { tenantId, noticeId, id, attempts: number, workerId } = delivery;
    await lockNotice(tx, tenantId, noticeId);
    await tx
      .update(noticeAttempt)
      .set({ outcome, reason, calls, endedAt: sql`now()` })
      .where(and(eq(noticeAttempt.deliveryId, id), eq(noticeAttempt.number, number)));
    const [held] = await tx
      .select({
        state: noticeDelivery.state,
        roundAttempts: noticeDelivery.roundAttempts,
        ageSeconds: sql<number>`extract(epoch from now() - ${noticeDelivery.roundAt})::float8`,
      })
      .from(noticeDelivery)
      .where(
        and(
          eq(noticeDelivery.id, id),
          eq(noticeDelivery.attempts, number),
          eq(noticeDelivery.workerId, workerId ?? 0),
        ),
      )
      .for("no key update");
    if (held === undefined) return;
    const isOver = held.state !== "waiting" && outcome !== "delivered";
    const after = isOver ? null : afterAttempt({ outcome }, held.roundAttempts, held.ageSeconds);
    await tx
      .update(noticeDelivery)
      .set({ reason, workerId: null, takenAt: null, ...(after === null ? {} : columnsAfter(after)) })
      .where(eq(noticeDelivery.id, id));
    if (after?.state === "waiting") {
      const startAfterSeconds = after.delaySeconds;
      await enqueue(boss, tx, "deliverNotice", { deliveryId: id }, { startAfterSeconds });
    }
    await settleNotice(tx, tenantId, noticeId);
  });
}

function columnsAfter(after: AfterAttempt) {
  if (after.state !== "waiting")
    return { state: after.state, nextAttemptAt: null, endedAt: sql`now()`, endedBy: null };
  return { nextAttemptAt: sql`now() + make_interval(secs => ${after.delaySeconds})` };
}

/** The first lock of every transaction that changes deliveries of a notice: its state is made of theirs. */
export async function lockNotice(tx: Transaction, tenantId: number, noticeId: number): Promise<void> {
  await tx
    .select({ id: notice.id })
    .from(notice)
    .where(and(eq(notice.tenantId, tenantId), eq(notice.id, noticeId)))
    .for("no key update");
}

/** A locked notice's state: the worst of its deliveries', while one is on its way that. */
export async function settleNotice(tx: Transaction, tenantId: number, noticeId: number): Promise<void> {
  await tx.execute(sql`
    update notice n set state = (
      select d.state from notice_delivery d where d.tenant_id = n.tenant_id and d.notice_id = n.id
      order by array_position(array['waiting', 'dead', 'given_up', 'delivered'], d.state) limit 1)
    where n.tenant_id = ${tenantId} and n.id = ${noticeId}`);
}

/** What should have been taken up by a job and was not: the job or its worker got lost. */
export function findOverdue(database: Database): Promise<{ noticeIds: number[]; deliveryIds: number[] }> {
  return inTenant(asSystem(database), async (tx) => {
    const late = sql`now() - make_interval(secs => ${overdueSeconds})`;
    const notices = await tx.execute<{ id: number }>(sql`
      select id from notice where spread_at is null and spread_from < ${late} order by id limit ${lookSize}`);
    const deliveries = await tx.execute<{ id: number }>(sql`
      select id from notice_delivery where next_attempt_at < ${late} and ${isFree}
      order by next_attempt_at limit ${lookSize}`);
    return {
      noticeIds: notices.rows.map(({ id }) => id),
      deliveryIds: deliveries.rows.map(({ id }) => id),
    };
  });
}
