import { sql } from "drizzle-orm";
import type { Database, Transaction } from "./client.ts";

/**
 * Whose rows a piece of work may see: one tenant's, or, for a system admin's lists and for the program's own
 * work (sweeps, claims, schedules), everybody's.
 */
export type Scope = { tenantId: number } | { tenantId: "all" };

/**
 * The only way to a database handle. Opens a transaction and says in it whose rows may be seen; row-level
 * security holds it to that even where a query forgot its own condition. Rolls back when `work` throws.
 */
export function inTenant<T>(
  database: Database,
  scope: Scope,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return database.drizzle.transaction(async (tx) => {
    await tx.execute(scopeStatement(scope));
    return work(tx);
  });
}

function scopeStatement(scope: Scope) {
  return scope.tenantId === "all"
    ? sql`select set_config('hostrun.scope', 'all', true), set_config('hostrun.tenant', '', true)`
    : sql`select set_config('hostrun.scope', 'tenant', true), set_config('hostrun.tenant', ${String(scope.tenantId)}, true)`;
}
