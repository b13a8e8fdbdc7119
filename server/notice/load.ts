import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { noticeChannel } from "../db/tables/notice.ts";
import { notFound } from "../errors.ts";

/** Refuses channels that a task of this tenant can't be told by: absent, deleted, or another tenant's. */
export async function requireChannelsOf(tx: Transaction, tenantId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx
    .select({ id: noticeChannel.id })
    .from(noticeChannel)
    .where(
      and(
        eq(noticeChannel.tenantId, tenantId),
        inArray(noticeChannel.id, ids),
        isNull(noticeChannel.deletedAt),
      ),
    )
    .for("share");
  if (rows.length < new Set(ids).size) throw notFound();
}
