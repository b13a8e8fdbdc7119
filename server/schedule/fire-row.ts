import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { scheduleFire } from "../db/tables/schedule.ts";
import type { FireReason } from "../domain/schedule/fire-outcome.ts";

export type FireRow = typeof scheduleFire.$inferSelect;
export type NewFire = typeof scheduleFire.$inferInsert;

/**
 * Writes down what becomes of a moment; false where that was written before. The key of its row is what makes a
 * moment count at most once: whoever comes second, or after the clock was set back, does nothing more.
 */
export async function noteFire(tx: Transaction, fire: NewFire): Promise<boolean> {
  const rows = await tx
    .insert(scheduleFire)
    .values(fire)
    .onConflictDoNothing()
    .returning({ at: scheduleFire.fireAt });
  return rows.length > 0;
}

/** Changes what is known of a moment. */
export async function changeFire(
  tx: Transaction,
  { taskId, fireAt }: Pick<FireRow, "taskId" | "fireAt">,
  changes: Partial<NewFire>,
): Promise<void> {
  await tx
    .update(scheduleFire)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(and(eq(scheduleFire.taskId, taskId), eq(scheduleFire.fireAt, fireAt)));
}

/** Takes what waits out of a task's queue; its task is locked. */
export async function cancelQueued(
  tx: Transaction,
  taskId: number,
  reason: FireReason,
  cancelledBy?: string,
): Promise<void> {
  await tx
    .update(scheduleFire)
    .set({ outcome: "cancelled", reason, cancelledBy, updatedAt: sql`now()` })
    .where(and(eq(scheduleFire.taskId, taskId), eq(scheduleFire.outcome, "queued")));
}

/** Above so many at once, missed moments are told in one row. */
const maximumRows = 100;

/** Writes down moments that all came to the same. */
export async function noteFires(
  tx: Transaction,
  common: Omit<NewFire, "fireAt">,
  moments: Date[],
): Promise<void> {
  const iso = moments.map((at) => at.toISOString());
  const [first] = iso;
  if (first === undefined) return;
  const rows =
    iso.length > maximumRows
      ? [{ ...common, fireAt: first, count: iso.length, lastFireAt: iso.at(-1) }]
      : iso.map((fireAt) => ({ ...common, fireAt }));
  await tx.insert(scheduleFire).values(rows).onConflictDoNothing();
}
