import { and, eq, type SQL } from "drizzle-orm";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";
import { notFound } from "../errors.ts";
import type { Transaction } from "./client.ts";
import { type Scoped, visible } from "./in-tenant.ts";

type OwnedTable = PgTable & { id: AnyPgColumn; tenantId: AnyPgColumn };

/**
 * Refuses an id that the caller cannot see: NOT_FOUND for "absent" and for "not yours" alike. For ids that a
 * call only mentions (a filter, the owner of a sub-list); deleted rows count, unless `living` says otherwise.
 */
export async function requireVisible(
  tx: Transaction,
  ctx: Pick<Scoped, "scope">,
  table: OwnedTable,
  id: number | undefined,
  living?: SQL,
): Promise<void> {
  if (id === undefined) return;
  const rows = await tx
    .select({ id: table.id })
    .from(table as PgTable)
    .where(and(eq(table.id, id), visible(ctx, table.tenantId), living))
    .limit(1);
  if (rows.length === 0) throw notFound();
}
