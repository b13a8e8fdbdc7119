import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import type { Walls } from "./output.ts";

/** Looks in the catalogue whether the second wall stands: row-level security, for the role that we work as. */
export function lookAtWalls(database: Database): Promise<Walls> {
  return inTenant(asSystem(database), async (tx) => {
    const role = await tx.execute<{ bound: boolean }>(
      sql`select not (rolsuper or rolbypassrls) as bound from pg_roles where rolname = current_user`,
    );
    const open = await tx.execute<{ name: string }>(sql`
      select c.relname as name from pg_class c
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and (c.relname = 'tenant' or exists (select from pg_attribute a
          where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
        and not (c.relrowsecurity and c.relforcerowsecurity and array(select
            concat_ws(' ', p.polcmd, pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid))
            from pg_policy p where p.polrelid = c.oid)
          = array[replace('* hostrun_sees(key) hostrun_sees(key)', 'key',
            case c.relname when 'tenant' then 'id' else 'tenant_id' end)])
      order by c.relname`);
    const roleIsBound = role.rows[0]?.bound === true;
    const openTables = open.rows.map((row) => row.name);
    return { up: roleIsBound && openTables.length === 0, roleIsBound, openTables };
  });
}
