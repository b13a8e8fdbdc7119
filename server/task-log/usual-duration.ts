import { sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";

/** How many good runs make a task's usual duration. */
const usualRuns = 20;

/** The median duration of each task's last good runs, in milliseconds; a task that has none is left out. */
export async function usualDurations(
  tx: Transaction,
  tasks: { id: number; tenantId: number }[],
): Promise<Map<number, number>> {
  if (tasks.length === 0) return new Map();
  const found = await tx.execute<{ id: number; ms: number }>(sql`
    select o.id, l.ms from unnest(${sql.param(tasks.map((task) => task.tenantId))}::bigint[],
      ${sql.param(tasks.map((task) => task.id))}::bigint[]) as o(tenant_id, id)
    cross join lateral (
      select (percentile_cont(0.5) within group (order by good.ms))::int8 as ms from (
        select (extract(epoch from r.ended_at - r.started_at) * 1000)::int8 as ms
        from e_script_task_log r
        where r.tenant_id = o.tenant_id and r.task_id = o.id and r.state = 'succeeded' and r.started_at is not null
        order by r.id desc limit ${usualRuns}
      ) as good
    ) as l
    where l.ms is not null`);
  return new Map(found.rows.map(({ id, ms }) => [id, ms]));
}
