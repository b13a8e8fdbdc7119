import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { actorName, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { notice } from "../db/tables/notice.ts";
import { found } from "../errors.ts";
import { insertDeliveries, type NewDelivery } from "../notice/insert-deliveries.ts";
import { aboutTenant } from "../notice/write.ts";

/** Writes a notice that says it is a test, on its way by one channel alone; answers its id. */
export async function sendTest(
  tx: Transaction,
  ctx: ServiceContext,
  tenantId: number,
  delivery: NewDelivery,
): Promise<{ noticeId: number }> {
  const content = { kind: "test", ...(await aboutTenant(tx, tenantId)), by: actorName(ctx.actor) } as const;
  const rows = await tx
    .insert(notice)
    .values({
      tenantId,
      eventKey: `test ${randomUUID()}`,
      kind: "test",
      level: "info",
      content,
      spreadAt: sql`now()`,
    })
    .returning({ id: notice.id, tenantId: notice.tenantId });
  const made = found(rows[0]);
  await insertDeliveries(tx, ctx.boss, made, [delivery]);
  const object = { type: "noticeChannel", id: delivery.channelId, name: delivery.channelName } as const;
  await audit(tx, ctx, { tenantId, action: "noticeChannel.test", object, after: { noticeId: made.id } });
  return { noticeId: made.id };
}
