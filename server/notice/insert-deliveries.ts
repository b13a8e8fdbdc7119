import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import { type notice, noticeDelivery } from "../db/tables/notice.ts";
import type { ChannelKind } from "../domain/notice.ts";
import { enqueue } from "../queue/enqueue.ts";

/** One way that a notice goes. */
export interface NewDelivery {
  channelId: number | null;
  channelKind: ChannelKind;
  channelName: string | null;
  receivers: string[] | null;
}

/** Puts a notice on its way by some channels. */
export async function insertDeliveries(
  tx: Transaction,
  boss: PgBoss,
  { tenantId, id: noticeId }: Pick<typeof notice.$inferSelect, "tenantId" | "id">,
  deliveries: NewDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  const made = await tx
    .insert(noticeDelivery)
    .values(deliveries.map((delivery) => ({ ...delivery, tenantId, noticeId })))
    .returning({ id: noticeDelivery.id });
  for (const { id: deliveryId } of made) await enqueue(boss, tx, "deliverNotice", { deliveryId });
}

/** A delivery by the message centre; null: to the operator's receivers. */
export function centreDelivery(receivers: string[] | null): NewDelivery {
  return { channelId: null, channelKind: "message_centre", channelName: null, receivers };
}
