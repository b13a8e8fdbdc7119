import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { type Scoped, visible } from "../db/in-tenant.ts";
import { taskLog } from "../db/tables/task-log.ts";

/** A run's row, held until the transaction's end: every change of its counters happens under this lock. */
export type LockedRun = typeof taskLog.$inferSelect;

/** Locks a run; the first lock of every transaction that touches one. Undefined where there is none to see. */
export async function lockRun(
  tx: Transaction,
  ctx: Pick<Scoped, "scope">,
  taskLogId: number,
): Promise<LockedRun | undefined> {
  const rows = await tx
    .select()
    .from(taskLog)
    .where(and(eq(taskLog.id, taskLogId), visible(ctx, taskLog.tenantId)))
    .for("no key update");
  return rows[0];
}

/**
 * Of several runs those that nobody else has in hand, in the order that they are named in; where others have all of
 * them, the first, once they let go of it. Nothing is waited for while something is held.
 */
export async function lockFreeRuns(tx: Transaction, taskLogIds: number[]): Promise<LockedRun[]> {
  const [first] = taskLogIds;
  if (first === undefined) return [];
  const free = await tx
    .select()
    .from(taskLog)
    .where(inArray(taskLog.id, taskLogIds))
    .orderBy(taskLog.id)
    .for("no key update", { skipLocked: true });
  if (free.length > 0) return free.sort((a, b) => taskLogIds.indexOf(a.id) - taskLogIds.indexOf(b.id));
  const awaited = await lockRun(tx, { scope: { tenantId: "all" } }, first);
  return awaited === undefined ? [] : [awaited];
}

/**
 * Locks several runs, for the program's own work: in the order of their ids, which is what keeps two who
 * want the same ones from waiting for each other. Whatever else such a transaction locks comes after all of them.
 */
export function lockRuns(tx: Transaction, taskLogIds: Iterable<number>): Promise<LockedRun[]> {
  return tx
    .select()
    .from(taskLog)
    .where(inArray(taskLog.id, [...new Set(taskLogIds)]))
    .orderBy(taskLog.id)
    .for("no key update");
}
