import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notice, noticeChannel } from "../db/tables/notice.ts";
import { task } from "../db/tables/task.ts";
import { tenant } from "../db/tables/tenant.ts";
import { found } from "../errors.ts";
import type { MessageCentre } from "./channel/centre-settings.ts";
import { closeFlood, foldIntoFlood } from "./flood.ts";
import { centreDelivery, insertDeliveries, type NewDelivery } from "./insert-deliveries.ts";

export interface SpreadDeps {
  database: Database;
  boss: PgBoss;
  /** Null where the operator has set up none. */
  messageCentre: MessageCentre | null;
  /** In place of the usual share of a tenant, for tests. */
  noticesPerMinute?: number;
}

type NoticeRow = typeof notice.$inferSelect;

/** What a task says of whom its notices go to; null: what its tenant says. */
type Wish = Pick<typeof task.$inferSelect, "noticeReceivers" | "noticeChannelIds">;

/** Makes a delivery of a notice for each channel that is to tell it, once; where too many come, they are folded into one. */
export function spreadNotice(deps: SpreadDeps, noticeId: number): Promise<void> {
  return inTenant(asSystem(deps.database), async (tx) => {
    const [row] = await tx
      .select()
      .from(notice)
      .where(and(eq(notice.id, noticeId), isNull(notice.spreadAt), sql`${notice.spreadFrom} <= now()`))
      .for("no key update");
    if (row === undefined) return;
    const deliveries = await deliveriesOf(tx, deps, row);
    if (deliveries.length > 0 && (await foldIntoFlood(tx, deps.boss, row, deps.noticesPerMinute))) return;
    await insertDeliveries(tx, deps.boss, row, deliveries);
    await tx
      .update(notice)
      .set({ spreadAt: sql`now()`, state: deliveries.length === 0 ? "untold" : "waiting" })
      .where(and(eq(notice.tenantId, row.tenantId), eq(notice.id, noticeId)));
  });
}

/** Of one that many are folded into: to all whom any of them would have gone to. */
async function deliveriesOf(tx: Transaction, deps: SpreadDeps, row: NoticeRow): Promise<NewDelivery[]> {
  const { tenantId } = row;
  if (row.kind !== "flood") return deliveriesFor(tx, deps, row);
  const byChannel = new Map<number | null, NewDelivery>();
  for (const taskId of await closeFlood(tx, row)) {
    for (const delivery of await deliveriesFor(tx, deps, { tenantId, taskId })) {
      const { channelId, receivers } = delivery;
      const known = byChannel.get(channelId)?.receivers ?? [];
      const all = receivers === null ? null : [...new Set([...known, ...receivers])];
      byChannel.set(channelId, { ...delivery, receivers: all });
    }
  }
  return [...byChannel.values()];
}

async function deliveriesFor(
  tx: Transaction,
  { messageCentre }: SpreadDeps,
  { tenantId, taskId }: Pick<NoticeRow, "tenantId" | "taskId">,
): Promise<NewDelivery[]> {
  const wish = await wishOf(tx, tenantId, taskId);
  const channels = await channelsOf(tx, tenantId, wish.noticeChannelIds);
  const own = channels.map(({ id, kind, name }) => ({
    channelId: id,
    channelKind: kind,
    channelName: name,
    receivers: null,
  }));
  if (messageCentre === null) return own;
  const home = found((await tx.select().from(tenant).where(eq(tenant.id, tenantId)))[0]);
  const asked = wish.noticeReceivers ?? home.noticeReceivers;
  // Somebody has said that the message centre tells nobody.
  if (asked?.length === 0) return own;
  return [centreDelivery(asked ?? messageCentre.receivers), ...own];
}

async function wishOf(tx: Transaction, tenantId: number, taskId: number | null): Promise<Wish> {
  const none = { noticeReceivers: null, noticeChannelIds: null };
  if (taskId === null) return none;
  const rows = await tx
    .select({ noticeReceivers: task.noticeReceivers, noticeChannelIds: task.noticeChannelIds })
    .from(task)
    .where(and(eq(task.tenantId, tenantId), eq(task.id, taskId)));
  return rows[0] ?? none;
}

/** The tenant's channels that are named, or, where none are, those that are used by default. */
function channelsOf(tx: Transaction, tenantId: number, ids: number[] | null) {
  return tx
    .select({ id: noticeChannel.id, kind: noticeChannel.kind, name: noticeChannel.name })
    .from(noticeChannel)
    .where(
      and(
        eq(noticeChannel.tenantId, tenantId),
        isNull(noticeChannel.deletedAt),
        ids === null ? eq(noticeChannel.usedByDefault, true) : inArray(noticeChannel.id, ids),
      ),
    )
    .orderBy(noticeChannel.id);
}
