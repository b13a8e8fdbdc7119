import { sql } from "drizzle-orm";
import type { TaskLogState } from "../domain/task-log-state.ts";
import type { Transaction } from "./client.ts";

/** A run as lists show it beside what it belongs to. */
export interface NewestTaskLog {
  id: number;
  taskId: number;
  state: TaskLogState;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

/** The newest run of each task or script of a page; one look into an index for each, whatever the history. */
export async function newestTaskLogs(
  tx: Transaction,
  by: "task_id" | "script_id",
  owners: { id: number; tenantId: number }[],
): Promise<Map<number, NewestTaskLog>> {
  if (owners.length === 0) return new Map();
  const column = sql.identifier(by);
  const found = await tx.execute<Record<keyof NewestTaskLog, unknown> & { owner: number }>(sql`
    select o.id as owner, l.* from unnest(${sql.param(owners.map((row) => row.tenantId))}::bigint[],
      ${sql.param(owners.map((row) => row.id))}::bigint[]) as o(tenant_id, id)
    cross join lateral (
      select r.id, r.task_id as "taskId", r.state, r.created_at as "createdAt", r.started_at as "startedAt",
        r.ended_at as "endedAt"
      from e_script_task_log r where r.tenant_id = o.tenant_id and r.${column} = o.id order by r.id desc limit 1
    ) as l`);
  return new Map(found.rows.map(({ owner, ...row }) => [owner, withIsoMoments(row)]));
}

/** Statements written by hand answer moments as the driver reads them. */
function withIsoMoments(row: Record<keyof NewestTaskLog, unknown>): NewestTaskLog {
  const iso = (value: unknown) => (value === null ? null : new Date(value as string).toISOString());
  return {
    ...(row as NewestTaskLog),
    createdAt: iso(row.createdAt) ?? "",
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
  };
}
