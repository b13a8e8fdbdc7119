import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { perProxyOf } from "../domain/strategy.ts";
import { leastChunk } from "./claim.ts";

/** How many runs one look proposes: as many as small ones are taken together. */
const proposals = leastChunk;

/**
 * Runs that a worker could take targets of: those of the tenant with the fewest targets in hand first, then
 * the oldest. Also runs that have nothing left but were not ended, and those whose wait is over: taking them
 * settles them. A run whose targets all wait for full proxies is proposed when one of them has a place again. Jobs are
 * only the fast path; this look is what guarantees progress.
 */
export function findClaimableRuns(database: Database): Promise<number[]> {
  return inTenant(asSystem(database), async (tx) => {
    const found = await tx.execute<{ id: number }>(sql`
      with open_run as materialized (
        select id, tenant_id, state, wake_at, batch_pending, active_count, (strategy->>'concurrency')::int as concurrency,
          waits_for_proxy_ids, sum(active_count) over (partition by tenant_id) as tenant_active, coalesce((strategy->>'perProxyConcurrency')::int, ${perProxyOf({})}) as per_proxy
        from e_script_task_log where ended_at is null
      )
      select r.id from open_run r
      where r.state in ('queued', 'running') and (r.wake_at is null or r.wake_at <= now())
        and ((r.batch_pending > 0 and r.active_count < r.concurrency and (r.waits_for_proxy_ids is null or exists (
            select from e_script_target_proxy p
            where p.id in (select value::bigint from jsonb_array_elements_text(r.waits_for_proxy_ids))
              and p.active_count < r.per_proxy))) or (r.batch_pending = 0 and r.active_count = 0))
      order by r.tenant_active, r.id
      limit ${proposals}`);
    return found.rows.map((row) => row.id);
  });
}
