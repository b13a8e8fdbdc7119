import { sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";

/** So many of a version's newest runs are counted: what it does lately, at the same cost after a million runs. */
const countedRuns = 100;

/** How a version's newest ended runs went; hosts that were skipped or stopped by a person say nothing of it. */
export type VersionSuccess = {
  runs: number;
  hosts: number;
  succeeded: number;
};

/** How the newest runs of each version of a page went; one look into an index for each. */
export async function successOfVersions(
  tx: Transaction,
  tenantId: number,
  versionIds: number[],
): Promise<Map<number, VersionSuccess>> {
  const counted = await tx.execute<{ id: number } & VersionSuccess>(sql`
    select v.id, l.* from unnest(${sql.param(versionIds)}::bigint[]) as v(id)
    cross join lateral (
      select count(*)::int as runs, coalesce(sum(tried), 0)::int as hosts, coalesce(sum(succeeded), 0)::int as succeeded
      from (
        select r.target_count - r.cancelled_count - r.skipped_count as tried, r.succeeded_count as succeeded
        from e_script_task_log r
        where r.tenant_id = ${tenantId} and r.script_version_id = v.id and r.ended_at is not null
        order by r.id desc limit ${countedRuns}
      ) as newest
    ) as l`);
  return new Map(counted.rows.map(({ id, ...success }) => [id, success]));
}
