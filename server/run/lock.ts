import { and, eq } from "drizzle-orm";
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
