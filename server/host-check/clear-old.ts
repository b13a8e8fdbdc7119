import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";

/** How long a look that is not its host's newest is kept. */
export const keptDays = 7;
/** The most that one pass takes away: what is left is taken by the next. */
const most = 5_000;

/**
 * Takes away looks that nobody asks for any more: older than a week, and not the newest of their kind that their host
 * shows. Answers how many.
 */
export function clearOldChecks(database: Database): Promise<number> {
  return inTenant(asSystem(database), async (tx) => {
    const gone = await tx.execute(sql`
      with old as (
        select c.id from host_check c
        where c.created_at < now() - ${keptDays} * interval '1 day'
          and (c.target_log_id is not null or c.result is null or exists (
            select from host_check newer
            where newer.tenant_id = c.tenant_id and newer.target_id = c.target_id and newer.kind = c.kind
              and newer.id > c.id and newer.result is not null
            union all
            select from host_check newer
            where newer.tenant_id = c.tenant_id and newer.proxy_id = c.proxy_id and newer.kind = c.kind
              and newer.id > c.id and newer.result is not null))
        order by c.id limit ${most} for update skip locked
      )
      delete from host_check c using old where c.id = old.id`);
    return gone.rowCount ?? 0;
  });
}
