import { and, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { calendar } from "../db/tables/schedule.ts";
import type { task } from "../db/tables/task.ts";
import { isClosed } from "../domain/schedule/closed.ts";
import { ServiceError } from "../errors.ts";
import { databaseClock } from "./next-fire.ts";

export type CalendarRow = typeof calendar.$inferSelect;

type Keeping = Pick<typeof task.$inferSelect, "tenantId" | "schedule">;

/** The calendars that a task keeps to. */
export async function calendarsOf(tx: Transaction, what: Keeping): Promise<CalendarRow[]> {
  return (await calendarsOfEach(tx, [what])).get(what) ?? [];
}

/** The same for several tasks at once. */
export async function calendarsOfEach<T extends Keeping>(
  tx: Transaction,
  tasks: T[],
): Promise<Map<T, CalendarRow[]>> {
  const ids = [...new Set(tasks.flatMap(({ schedule }) => schedule.calendarIds))];
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(calendar)
    .where(and(inArray(calendar.id, ids), isNull(calendar.deletedAt)))
    .orderBy(calendar.id);
  return new Map(
    tasks.map((what) => {
      const own = (row: CalendarRow) =>
        row.tenantId === what.tenantId && what.schedule.calendarIds.includes(row.id);
      return [what, rows.filter(own)];
    }),
  );
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
