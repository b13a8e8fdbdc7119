import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { scheduleFire } from "../db/tables/schedule.ts";
import type { FireReason } from "../domain/schedule/fire-outcome.ts";

export type FireRow = typeof scheduleFire.$inferSelect;
export type NewFire = typeof scheduleFire.$inferInsert;

/**
 * Writes down what becomes of moments, of one task each; answers the tasks of those that were not written before. The
 * key of its row is what makes a moment count at most once: whoever comes second, or after the clock was set back,
 * does nothing more.
 */
export async function noteFires(tx: Transaction, fires: NewFire[]): Promise<Set<number>> {
  if (fires.length === 0) return new Set();
  const rows = await tx
    .insert(scheduleFire)
    .values(fires)
    .onConflictDoNothing()
    .returning({ taskId: scheduleFire.taskId });
  return new Set(rows.map(({ taskId }) => taskId));
}

/** Writes down which runs moments have led to. */
export async function noteRuns(
  tx: Transaction,
  runs: (Pick<FireRow, "taskId" | "fireAt"> & { taskLogId: number })[],
): Promise<void> {
  if (runs.length === 0) return;
  const column = (name: "taskId" | "fireAt" | "taskLogId") => sql.param(runs.map((run) => run[name]));
  await tx
    .update(scheduleFire)
    .set({ taskLogId: sql`r.task_log_id`, updatedAt: sql`now()` })
    .from(
      sql`unnest(${column("taskId")}::bigint[], ${column("fireAt")}::timestamptz[], ${column("taskLogId")}::bigint[])
        as r(task_id, fire_at, task_log_id)`,
    )
    .where(and(eq(scheduleFire.taskId, sql`r.task_id`), eq(scheduleFire.fireAt, sql`r.fire_at`)));
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

/** Writes down moments of one task that all came to the same. */
export async function noteAlike(
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
