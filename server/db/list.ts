import { and, asc, count, desc, is, isNotNull, type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, PgColumn, type PgTable, PgText } from "drizzle-orm/pg-core";
import { type ListPage, listCap } from "../domain/list.ts";
import { ServiceError } from "../errors.ts";
import type { Transaction } from "./client.ts";

interface Paging {
  page: number;
  pageSize: number;
}

/** Where a page begins and how long it is; refuses pages beyond the cap. */
export function pageWindow({ page, pageSize }: Paging): { limit: number; offset: number } {
  if (page * pageSize > listCap) throw new ServiceError("BAD_REQUEST", "PAGE_TOO_FAR", {}, ["page"]);
  return { limit: pageSize, offset: (page - 1) * pageSize };
}

/** Puts a page and the count of all matching rows (of a table, or a join) together; without a condition every row matches. */
export async function withTotal<T>(
  tx: Transaction,
  items: T[],
  table: PgTable | SQL,
  matching: SQL | undefined,
): Promise<ListPage<T>> {
  const counted = await tx.execute<{ total: number }>(sql`
    select count(*)::int as total
    from (select from ${table} where ${matching ?? sql`true`} limit ${listCap + 1}) as matching`);
  const total = counted.rows[0]?.total ?? 0;
  return { items, total: Math.min(total, listCap), totalCapped: total > listCap };
}

/** Whether any part of the column matches, case-insensitively, taken literally (`%` and `_` mean themselves). */
export function contains(column: AnyPgColumn | SQL, search: string): SQL {
  return sql`${column} ilike ${`%${search.replaceAll(/[\\%_]/g, "\\$&")}%`}`;
}

/** Whether any part of the name matches, or the search is the id itself, as in `#48213`. */
export function nameOrId(name: AnyPgColumn, id: AnyPgColumn, search: string): SQL {
  const [, digits] = /^#?(\d{1,15})$/.exec(search) ?? [];
  const byName = contains(name, search);
  return digits === undefined ? byName : sql`(${byName} or ${id} = ${Number(digits)})`;
}

/**
 * A list's order, made total by the id, so that pages never share or lose a row. Unless asked otherwise, texts go
 * from A to Z and everything else from the newest or highest down. What is not there (a run that never was) counts
 * as the lowest.
 */
export function orderBy<S extends string>(
  columns: Record<S, AnyPgColumn | SQL>,
  { sort, order }: { sort: S; order?: "asc" | "desc" },
  id: AnyPgColumn,
): SQL[] {
  const column = columns[sort];
  const direction = order ?? (is(column, PgText) ? "asc" : "desc");
  const directed = direction === "asc" ? asc : desc;
  if (column === id) return [directed(id)];
  if (is(column, PgColumn) && column.notNull) return [directed(column), directed(id)];
  const nulls = direction === "asc" ? sql` nulls first` : sql` nulls last`;
  return [sql`${directed(column)}${nulls}`, directed(id)];
}

/** A column of words as its place in an order of them: `[well … needs somebody]`. */
export function rankOf(order: readonly string[], column: AnyPgColumn): SQL {
  return sql`array_position(${sql.param([...order])}::text[], ${column})`;
}

/** Values of one kind that facets hold at most; the most frequent ones. */
export const maximumFacets = 200;

/** How many rows there are of each value of a column, the most frequent first. */
export async function countValues<C extends PgColumn>(
  tx: Transaction,
  table: PgTable,
  column: C,
  matching: SQL | undefined,
): Promise<{ value: C["_"]["data"]; count: number }[]> {
  return tx
    .select({ value: column, count: count() })
    .from(table)
    .where(and(matching, isNotNull(column)))
    .groupBy(column)
    .orderBy(desc(count()), column)
    .limit(maximumFacets) as never;
}
