import { eq, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { perProxyOf } from "../domain/strategy.ts";
import { enqueue } from "../queue/enqueue.ts";
import { type LockedRun, lockRun } from "./lock.ts";
import { type FreePlaces, type OnWay, readPlaces, takePlaces } from "./places.ts";
import { setLastState, settle } from "./settle.ts";

/**
 * How many are taken at once: an eighth of what waits, so that other workers get a share of the run, within these
 * bounds. A big run is taken in big parts, since commits are what costs.
 */
export const leastChunk = 32;
const chunk = { least: leastChunk, most: 128, share: 1 / 8 };

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
      if (run.waitsForProxyIds === null) await settle(tx, deps.boss, run);
      else await noteWaiting(tx, run);
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

/** A pending target log that could be taken. */
interface Candidate extends OnWay {
  id: number;
  position: number;
}

/** The chosen rows are taken in one statement; those behind full proxies are passed over, and stay pending. */
async function takePending(
  tx: Transaction,
  run: LockedRun,
  workerId: number,
  limit: number,
): Promise<Claim[]> {
  if (limit <= 0 || run.batchPending === 0) return [];
  const perProxy = perProxyOf(run.strategy);
  const free = await readPlaces(tx, run.proxyIds, perProxy);
  const chosen = await choose(tx, run, { workerId, limit, free });
  const taken = await takePlaces(tx, chosen, perProxy);
  const { full } = free;
  // A hint may only go past rows that are all taken.
  if (full.length === 0 && taken.length === chosen.length) {
    run.cursorPosition = Math.max(run.cursorPosition, ...taken.map(({ position }) => position));
  }
  run.waitsForProxyIds = chosen.length === 0 && full.length > 0 ? full : null;
  return markTaken(tx, run, workerId, taken);
}

/** Pending target logs in their order, as many as may go through each proxy; a worker declared dead finds none. */
async function choose(
  tx: Transaction,
  run: LockedRun,
  { workerId, limit, free }: { workerId: number; limit: number; free: FreePlaces },
): Promise<Candidate[]> {
  const chosen: Candidate[] = [];
  for (let after = run.cursorPosition; chosen.length < limit; ) {
    const asked = limit - chosen.length;
    const found = await tx.execute<Candidate & Record<string, unknown>>(sql`
      select id, position, proxy_id as "proxyId" from e_script_target_log
      where task_log_id = ${run.id} and batch = ${run.batch} and position > ${after} and state = 'pending'
        and (proxy_id is null or proxy_id <> all(${sql.param(free.full)}::bigint[]))
        and exists (select from worker where id = ${workerId} and dead_at is null and not draining)
      order by position limit ${asked} for no key update`);
    chosen.push(...found.rows.filter((row) => free.take(row)));
    if (found.rows.length < asked) break;
    after = found.rows.at(-1)?.position ?? after;
  }
  return chosen;
}

async function markTaken(
  tx: Transaction,
  run: LockedRun,
  workerId: number,
  taken: Candidate[],
): Promise<Claim[]> {
  if (taken.length === 0) return [];
  const marked = await tx.execute<{
    id: number;
    epoch: number;
    target_id: number;
    proxy_id: number | null;
  }>(sql`
    update e_script_target_log
    set state = 'connecting', worker_id = ${workerId}, epoch = epoch + 1, connecting_at = now()
    where id = any(${sql.param(taken.map(({ id }) => id))}::bigint[])
    returning id, epoch, target_id, proxy_id`);
  return marked.rows.map((row) => ({
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
      cursor_position = ${run.cursorPosition}, waits_for_proxy_ids = null, started_at = coalesce(started_at, now())
    where id = ${run.id}`);
  if (first) await setLastState(tx, run);
}

/** Every target that is left is behind a full proxy: the run is proposed again when one of those has a place. */
async function noteWaiting(tx: Transaction, { id, waitsForProxyIds }: LockedRun): Promise<void> {
  await tx.update(taskLog).set({ waitsForProxyIds }).where(eq(taskLog.id, id));
  await notify(tx, "hostrun_task_log", [id]);
}
