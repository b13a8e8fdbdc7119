import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import type { TargetLogState } from "../domain/target-log-state.ts";

/** A row that the database says a worker holds. */
export interface HeldRow {
  targetLogId: number;
  taskLogId: number;
  epoch: number;
  state: TargetLogState;
  /** A stop of its run was asked. */
  stopAsked: boolean;
  /** Seconds since it was claimed. */
  heldSeconds: number;
}

/** What a worker holds in the database's eyes, to be compared with what it holds in memory. */
export function findHeldRows(database: Database, workerId: number): Promise<HeldRow[]> {
  return inTenant(asSystem(database), async (tx) => {
    const rows = await tx.execute<{
      id: number;
      task_log_id: number;
      epoch: number;
      state: TargetLogState;
      stop_asked: boolean;
      held_seconds: number;
    }>(sql`
      select t.id, t.task_log_id, t.epoch, t.state, r.cancel_requested_at is not null as stop_asked,
        extract(epoch from now() - t.connecting_at)::float8 as held_seconds
      from e_script_task_log r
      join e_script_target_log t on t.task_log_id = r.id and t.worker_id = ${workerId}
        and t.state in ('connecting', 'exec_sent', 'running', 'cancelling')
      where r.ended_at is null and r.active_count > 0`);
    return rows.rows.map((row) => ({
      targetLogId: row.id,
      taskLogId: row.task_log_id,
      epoch: row.epoch,
      state: row.state,
      stopAsked: row.stop_asked,
      heldSeconds: row.held_seconds,
    }));
  });
}
