import { asc, desc, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";
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
 * A list's order, made total by the id, so that pages never share or lose a row. Unless asked otherwise, names
 * go from A to Z and everything else from the newest or highest down.
 */
export function orderBy<S extends string>(
  columns: Record<S, AnyPgColumn | SQL>,
  { sort, order = sort === "name" ? "asc" : "desc" }: { sort: S; order?: "asc" | "desc" },
  id: AnyPgColumn,
): SQL[] {
  const directed = order === "asc" ? asc : desc;
  const column = columns[sort];
  return column === id ? [directed(id)] : [directed(column), directed(id)];
}
