import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { calendar } from "../db/tables/schedule.ts";
import type { task } from "../db/tables/task.ts";
import { isClosed } from "../domain/schedule/closed.ts";
import { ServiceError } from "../errors.ts";
import { databaseClock } from "./next-fire.ts";

export type CalendarRow = typeof calendar.$inferSelect;

/** The calendars that a task keeps to. */
export async function calendarsOf(
  tx: Transaction,
  { tenantId, schedule }: Pick<typeof task.$inferSelect, "tenantId" | "schedule">,
): Promise<CalendarRow[]> {
  const { calendarIds } = schedule;
  if (calendarIds.length === 0) return [];
  return tx
    .select()
    .from(calendar)
    .where(
      and(eq(calendar.tenantId, tenantId), inArray(calendar.id, calendarIds), isNull(calendar.deletedAt)),
    )
    .orderBy(calendar.id);
}

/** The first calendar that is closed at one of these moments. */
export function closedAt(calendars: CalendarRow[], ...moments: Date[]): CalendarRow | undefined {
  return calendars.find((one) => moments.some((at) => isClosed(one, at)));
}

/** In a period that a task's calendars close, whoever runs it all the same says why. */
export async function requireReason(
  tx: Transaction,
  what: Pick<typeof task.$inferSelect, "tenantId" | "schedule">,
  reason: string | undefined,
): Promise<void> {
  if (what.schedule.calendarIds.length === 0 || (reason ?? "").trim() !== "") return;
  const closed = closedAt(await calendarsOf(tx, what), await databaseClock(tx));
  if (closed === undefined) return;
  throw new ServiceError("BAD_REQUEST", "REASON_REQUIRED", { calendar: closed.name }, ["reason"]);
}
