import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { calendar } from "../db/tables/schedule.ts";
import { notFound } from "../errors.ts";

/** Refuses calendars that a task of this tenant can't keep to: absent, deleted, or another tenant's. */
export async function requireCalendarsOf(tx: Transaction, tenantId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx
    .select({ id: calendar.id })
    .from(calendar)
    .where(and(eq(calendar.tenantId, tenantId), inArray(calendar.id, ids), isNull(calendar.deletedAt)))
    .for("share");
  if (rows.length < new Set(ids).size) throw notFound();
}
