import { eq, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type Database, drizzleOver, type Transaction } from "./client.ts";
import { isConnectionLost } from "./transient.ts";

/**
 * Whose rows a piece of work may see: one tenant's, or, for a system admin and for the program's own work
 * (sweeps, claims, schedules), everybody's.
 */
export interface Scope {
  tenantId: number | "all";
}

/** What a verb needs to reach rows. */
export interface Scoped {
  database: Database;
  scope: Scope;
}

/**
 * The only way to a database handle. Opens a transaction and says in it whose rows may be seen; row-level
 * security holds it to that even where a query forgot its own condition. Rolls back when `work` throws.
 *
 * @param options.snapshot all of its statements see the same moment, for reads that must agree with each other
 */
export async function inTenant<T>(
  ctx: Scoped,
  work: (tx: Transaction) => Promise<T>,
  { snapshot = false } = {},
): Promise<T> {
  const client = await ctx.database.pool.connect();
  let held = true;
  let lost: unknown;
  const release = (broken?: Error) => {
    if (held) client.release(broken);
    held = false;
  };
  try {
    return await drizzleOver(client).transaction(
      async (tx) => {
        try {
          await tx.execute(scopeStatement(ctx.scope));
          return await work(tx);
        } catch (error) {
          // Thrown away before the rollback, which on a mute connection would wait as long again.
          if (isConnectionLost(error)) {
            release(error as Error);
            lost = error;
          }
          throw error;
        }
      },
      snapshot ? { isolationLevel: "repeatable read" } : undefined,
    );
  } catch (error) {
    if (isConnectionLost(error)) release(error as Error);
    // The rollback on what is gone fails too, which says nothing of why.
    throw lost ?? error;
  } finally {
    // Given back also when it broke before the transaction began: drizzle's own pooling keeps such a one for ever.
    release();
  }
}

/**
 * The tenant condition that every query carries itself: the policy behind it cannot use an index (measured:
 * 61 ms instead of 1.7 at a million rows).
 */
export function visible(ctx: Pick<Scoped, "scope">, tenantId: PgColumn): SQL | undefined {
  return ctx.scope.tenantId === "all" ? undefined : eq(tenantId, ctx.scope.tenantId);
}

/** The program itself, across tenants. */
export function asSystem(database: Database): Scoped {
  return { database, scope: { tenantId: "all" } };
}

function scopeStatement(scope: Scope): SQL {
  return scope.tenantId === "all"
    ? sql`select set_config('hostrun.scope', 'all', true), set_config('hostrun.tenant', '', true)`
    : sql`select set_config('hostrun.scope', 'tenant', true), set_config('hostrun.tenant', ${String(scope.tenantId)}, true)`;
}
