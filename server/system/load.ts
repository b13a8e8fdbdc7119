import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";

/** What is going on over all tenants. */
export interface Load {
  /** Runs that have not ended, by state. */
  runs: Record<string, number>;
  /** Target logs of those runs that a worker has in hand, and those that wait. */
  activeTargetLogs: number;
  pendingTargetLogs: number;
}

/** Counts what has not ended; what has is too much to count each time. */
export function readLoad(database: Database): Promise<Load> {
  return inTenant(asSystem(database), async (tx) => {
    const { rows } = await tx.execute<{ state: string; runs: number; active: number; pending: number }>(sql`
      select state, count(*) as runs, sum(active_count)::int8 as active,
        sum(target_count - active_count - succeeded_count - failed_count - unreachable_count - cancelled_count
          - timed_out_count - skipped_count - lost_count)::int8 as pending
      from e_script_task_log where ended_at is null group by state`);
    return {
      runs: Object.fromEntries(rows.map(({ state, runs }) => [state, runs])),
      activeTargetLogs: rows.reduce((sum, row) => sum + row.active, 0),
      pendingTargetLogs: rows.reduce((sum, row) => sum + row.pending, 0),
    };
  });
}
