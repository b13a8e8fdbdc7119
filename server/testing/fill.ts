import type pg from "pg";

type Row = Record<string, unknown>;

interface Table {
  name: string;
  /** Columns that must be given: not null and without a default, or demanded by a check. */
  columns: { name: string; type: string }[];
  /** What its rows point to, by the columns that do. */
  references: { table: string; columns: string[]; foreignColumns: string[] }[];
  /** Definitions of its checks. */
  checks: string[];
}

/**
 * Puts a row of each of some tenants into every table that is there, and one into each table without a tenant:
 * read from the catalogue, so that it fits older schemas and tables of later migrations alike.
 *
 * @returns the names of all tables
 */
export async function fillTables(client: pg.ClientBase, tenants: readonly string[]): Promise<string[]> {
  const tables = await readTables(client);
  await client.query("select set_config('hostrun.scope', 'all', false)");
  for (const [index, tenant] of tenants.entries()) {
    const made = new Map<string, Row>();
    const due = tables.filter((table) => index === 0 || table.name === "tenant" || isOfTenant(table));
    while (made.size < due.length) {
      const next = due.find(
        ({ name, references }) => !made.has(name) && references.every((to) => isMade(made, due, to)),
      );
      if (next === undefined) throw new Error("tables point at each other in a circle");
      made.set(next.name, await insertRow(client, next, made, tenant));
    }
  }
  await client.query("select set_config('hostrun.scope', '', false)");
  return tables.map((table) => table.name);
}

function isOfTenant(table: Table): boolean {
  return table.columns.some((column) => column.name === "tenant_id");
}

function isMade(made: Map<string, Row>, due: Table[], to: { table: string }): boolean {
  return made.has(to.table) || !due.some((table) => table.name === to.table);
}

async function insertRow(
  client: pg.ClientBase,
  table: Table,
  made: Map<string, Row>,
  tenant: string,
): Promise<Row> {
  const values = table.columns.map((column) => fieldOf(table, column, made, tenant));
  const names = table.columns.map((column) => `"${column.name}"`);
  const marks = values.map((_value, index) => `$${index + 1}`);
  const text = `insert into "${table.name}" (${names.join(", ")}) values (${marks.join(", ")}) returning *`;
  const rows = await client.query<Row>(text, values);
  return rows.rows[0] ?? {};
}

function fieldOf(
  { checks, references, name }: Table,
  column: Table["columns"][number],
  made: Map<string, Row>,
  tenant: string,
): unknown {
  const reference = references.find((to) => to.columns.includes(column.name));
  if (reference !== undefined) {
    const foreign = reference.foreignColumns[reference.columns.indexOf(column.name)] ?? "id";
    return made.get(reference.table)?.[foreign];
  }
  const allowed = checks.map(
    (check) => new RegExp(`\\b${column.name} = ANY \\(ARRAY\\['([^']+)'`).exec(check)?.[1],
  );
  return (
    allowed.find((value) => value !== undefined) ?? ofType(column.type, `${name} ${column.name} ${tenant}`)
  );
}

function ofType(type: string, text: string): unknown {
  if (/int/.test(type)) return 1;
  if (/timestamp/.test(type)) return new Date();
  if (type === "boolean") return false;
  if (type === "jsonb") return "{}";
  return type === "bytea" ? Buffer.from(text) : text;
}

async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const found = await client.query<Table>(`
    select c.relname as name,
      array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c') as checks,
      coalesce((select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
          order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
          and (a.attnotnull and not a.atthasdef or exists (select from pg_constraint k where k.conrelid = c.oid
            and pg_get_constraintdef(k.oid) like '%num_nonnulls(' || a.attname || ',%'))), '[]') as columns,
      '[]'::json as references
    from pg_class c where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
    order by c.relname`);
  const keys = await client.query<{ of: string } & Table["references"][number]>(`
    select k.conrelid::regclass::text as of, k.confrelid::regclass::text as table,
      array(select attname::text from unnest(k.conkey) with ordinality as u(n, o)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by o) as columns,
      array(select attname::text from unnest(k.confkey) with ordinality as u(n, o)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by o) as "foreignColumns"
    from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace
    order by cardinality(k.conkey) desc`);
  return found.rows.map((table) => ({
    ...table,
    references: keys.rows.filter(
      (key) =>
        key.of === table.name &&
        key.columns.every((name) => table.columns.some((column) => column.name === name)),
    ),
  }));
}
