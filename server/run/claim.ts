import { sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { enqueue } from "../queue/enqueue.ts";
import { type LockedRun, lockRun } from "./lock.ts";
import { setLastState, settle } from "./settle.ts";

/**
 * How many are taken at once: an eighth of what waits, so that other workers get a share of the run, within these
 * bounds. A big run is taken in big parts, since commits are what costs.
 */
const chunk = { least: 32, most: 128, share: 1 / 8 };

/** A target log in a worker's hands: whatever it writes names the row, itself and this epoch. */
export interface Claim {
  targetLogId: number;
  epoch: number;
  tenantId: number;
  taskLogId: number;
  targetId: number;
  proxyId: number | null;
}

export interface Claimed {
  claims: Claim[];
  run: LockedRun | null;
}

/**
 * Takes pending target logs of a run, within the run's concurrency, and hands the run on where more could be
 * taken. Takes nothing from a run that ended, is being stopped, is paused or waits.
 */
export function claim(
  deps: { database: Database; boss: PgBoss },
  worker: { id: number; freeSlots: number },
  taskLogId: number,
): Promise<Claimed> {
  return inTenant(asSystem(deps.database), async (tx) => {
    const run = await lockRun(tx, { scope: { tenantId: "all" } }, taskLogId);
    if (run === undefined || !claimable(run)) return { claims: [], run: null };
    const room = run.strategy.concurrency - run.activeCount;
    const claims = await takePending(tx, run, worker.id, Math.min(worker.freeSlots, room, chunkOf(run)));
    if (claims.length === 0) {
      await settle(tx, run);
      return { claims, run: null };
    }
    const first = run.state === "queued";
    await markRunning(tx, run, claims.length);
    // Whoever still has free slots comes for more by itself; the others are told once, and when these are full.
    const othersAreNeeded = first || claims.length === worker.freeSlots;
    if (othersAreNeeded && run.batchPending > 0 && run.activeCount < run.strategy.concurrency) {
      await enqueue(deps.boss, tx, "run", { taskLogId });
    }
    return { claims, run };
  });
}

function chunkOf({ batchPending }: LockedRun): number {
  return Math.min(chunk.most, Math.max(chunk.least, Math.ceil(batchPending * chunk.share)));
}

function claimable(run: LockedRun): boolean {
  const waits = run.wakeAt !== null && Date.parse(run.wakeAt) > Date.now();
  return (run.state === "queued" || run.state === "running") && !waits;
}

/** One statement takes the rows and moves the counters; a worker declared dead takes nothing. */
async function takePending(
  tx: Transaction,
  run: LockedRun,
  workerId: number,
  limit: number,
): Promise<Claim[]> {
  if (limit <= 0 || run.batchPending === 0) return [];
  const taken = await tx.execute<{
    id: number;
    epoch: number;
    target_id: number;
    proxy_id: number | null;
    position: number;
  }>(sql`
    with free as (
      select id from e_script_target_log
      where task_log_id = ${run.id} and batch = ${run.batch} and position > ${run.cursorPosition} and state = 'pending'
        and exists (select from worker where id = ${workerId} and dead_at is null and not draining)
      order by position limit ${limit} for no key update
    )
    update e_script_target_log t
    set state = 'connecting', worker_id = ${workerId}, epoch = t.epoch + 1, connecting_at = now()
    from free where t.id = free.id
    returning t.id, t.epoch, t.target_id, t.proxy_id, t.position`);
  if (taken.rows.length > 0) run.cursorPosition = Math.max(...taken.rows.map((row) => row.position));
  return taken.rows.map((row) => ({
    targetLogId: row.id,
    epoch: row.epoch,
    tenantId: run.tenantId,
    taskLogId: run.id,
    targetId: row.target_id,
    proxyId: row.proxy_id,
  }));
}

async function markRunning(tx: Transaction, run: LockedRun, taken: number): Promise<void> {
  const first = run.state === "queued";
  run.batchPending -= taken;
  run.activeCount += taken;
  run.state = "running";
  await tx.execute(sql`
    update e_script_task_log
    set batch_pending = ${run.batchPending}, active_count = ${run.activeCount}, state = 'running',
      cursor_position = ${run.cursorPosition}, started_at = coalesce(started_at, now())
    where id = ${run.id}`);
  if (first) await setLastState(tx, run);
}
