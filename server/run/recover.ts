import { sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { changeCounters } from "./counters.ts";
import { lookAfterLost, putBack } from "./end.ts";
import { lockRun } from "./lock.ts";
import { leavePlaces } from "./places.ts";

/** An arbitrary number of ours: whoever sweeps holds this advisory lock for the transaction. */
const sweepLock = 7_403_222;

export interface SweepOptions {
  /** Who sweeps: it lives, whatever its row says. */
  workerId: number;
  leaseSeconds: number;
  /**
   * Whether this worker may declare others dead. One whose own connection broke within the last 1.5 leases
   * may not: it cannot tell a dead worker from an outage of its own.
   */
  mayMarkDead: boolean;
}

/**
 * Marks workers past their lease as dead, then closes or hands on what dead workers had in hand. Found by
 * state and not once per death, so that a sweep that was cut short is made good by the next.
 */
export async function sweep(
  deps: { database: Database; boss: PgBoss },
  options: SweepOptions,
): Promise<{ markedDead: number[]; recovered: number[] }> {
  const markedDead = options.mayMarkDead ? await markDead(deps.database, options) : [];
  const recovered = await findOrphanedRuns(deps.database);
  for (const taskLogId of recovered) await recoverRun(deps, taskLogId);
  return { markedDead, recovered };
}

/** Nobody is dead until 1.5 leases after the server's start: all had the same outage. */
function markDead(database: Database, { workerId, leaseSeconds }: SweepOptions): Promise<number[]> {
  return inTenant(asSystem(database), async (tx) => {
    const marked = await tx.execute<{ id: number }>(sql`
      update worker set dead_at = now()
      where dead_at is null and stopped_at is null and id <> ${workerId}
        and heartbeat_at < now() - make_interval(secs => ${leaseSeconds})
        and pg_postmaster_start_time() < now() - make_interval(secs => ${leaseSeconds * 1.5})
        and pg_try_advisory_xact_lock(${sweepLock})
      returning id`);
    return marked.rows.map((row) => row.id);
  });
}

function findOrphanedRuns(database: Database): Promise<number[]> {
  return inTenant(asSystem(database), async (tx) => {
    const orphaned = await tx.execute<{ id: number }>(sql`
      select r.id from e_script_task_log r
      where r.ended_at is null and r.active_count > 0 and exists (
        select from e_script_target_log t join worker w on w.id = t.worker_id
        where t.task_log_id = r.id and t.state in ('connecting', 'exec_sent', 'running', 'cancelling')
          and (w.dead_at is not null or w.stopped_at is not null))
      order by r.id`);
    return orphaned.rows.map((row) => row.id);
  });
}

/** What was not sent goes back; what may have started is lost, and is looked at later. */
function recoverRun(deps: { database: Database; boss: PgBoss }, taskLogId: number): Promise<void> {
  return inTenant(asSystem(deps.database), async (tx) => {
    const run = await lockRun(tx, { scope: { tenantId: "all" } }, taskLogId);
    if (run === undefined || run.endedAt !== null) return;
    const rows = await orphansOf(tx, taskLogId);
    const unsent = rows.filter((row) => row.state === "connecting");
    const sent = rows.filter((row) => row.state !== "connecting");
    await moveBack(tx, unsent);
    await markLost(tx, sent);
    if (sent.length > 0) await changeCounters(tx, run, { active: -sent.length, ends: { lost: sent.length } });
    // All at once: proxies are locked in one order, whoever else gives up places at them.
    await leavePlaces(tx, rows);
    await lookAfterLost(
      tx,
      deps.boss,
      sent.map(({ id }) => ({ id, state: "lost" })),
    );
    await putBack(tx, deps.boss, run, unsent);
  });
}

interface Orphan {
  id: number;
  state: string;
  position: number;
  proxyId: number | null;
}

async function orphansOf(tx: Transaction, taskLogId: number): Promise<Orphan[]> {
  const rows = await tx.execute<Orphan & Record<string, unknown>>(sql`
    select t.id, t.state, t.position, t.proxy_id as "proxyId" from e_script_target_log t join worker w on w.id = t.worker_id
    where t.task_log_id = ${taskLogId} and t.state in ('connecting', 'exec_sent', 'running', 'cancelling')
      and (w.dead_at is not null or w.stopped_at is not null)
    order by t.id for no key update of t`);
  return rows.rows;
}

async function moveBack(tx: Transaction, rows: Orphan[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    update e_script_target_log set state = 'pending', worker_id = null, connecting_at = null
    where id = any(${sql.param(rows.map((row) => row.id))}::bigint[])`);
}

async function markLost(tx: Transaction, rows: Orphan[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    update e_script_target_log
    set state = 'lost', reason = 'worker', ended_at = now(), output_complete = false
    where id = any(${sql.param(rows.map((row) => row.id))}::bigint[])`);
}
