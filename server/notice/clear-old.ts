import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";

/** How long a notice is kept after it was over. */
export const keptDays = 90;
/** The most that one pass looks at: what is left is taken by the next. */
const most = 500;

/**
 * Takes away notices that were over 90 days ago, with what was tried to deliver them; one that waits stays, however old
 * it is. Of those folded into another that other one goes in a later pass. Answers how many.
 */
export function clearOldNotices(database: Database): Promise<number> {
  return inTenant(asSystem(database), async (tx) => {
    const before = sql`now() - ${keptDays} * interval '1 day'`;
    // By their ids the oldest are found without an index on their age.
    const { rows } = await tx.execute<{ id: number }>(sql`
      select n.id::float8 as id from notice n
      where n.id in (select id from notice order by id limit ${most})
        and n.created_at < ${before} and n.state <> 'waiting'
        and not exists (select from notice_delivery d where d.tenant_id = n.tenant_id and d.notice_id = n.id
          and (d.state = 'waiting' or d.ended_at >= ${before}))
        and not exists (select from notice f where f.tenant_id = n.tenant_id and f.folded_into = n.id)
      for update of n skip locked`);
    if (rows.length === 0) return 0;
    const ids = sql`${`{${rows.map(({ id }) => id).join(",")}}`}::bigint[]`;
    await tx.execute(sql`
      delete from notice_attempt a using notice_delivery d
      where a.tenant_id = d.tenant_id and a.delivery_id = d.id and d.notice_id = any(${ids})`);
    await tx.execute(sql`delete from notice_delivery where notice_id = any(${ids})`);
    await tx.execute(sql`delete from notice where id = any(${ids})`);
    return rows.length;
  });
}
