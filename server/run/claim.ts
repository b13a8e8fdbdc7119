import { eq, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { perProxyOf } from "../domain/strategy.ts";
import { enqueue } from "../queue/enqueue.ts";
import { type LockedRun, lockFreeRuns } from "./lock.ts";
import { type Places, readPlaces, takePlaces, type Wanting } from "./places.ts";
import { setLastStates, settleRun } from "./settle.ts";

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

/** A run and what was taken of it. */
export interface Claimed {
  run: LockedRun;
  claims: Claim[];
}

/** Who takes, and how much it can hold. */
interface Taker {
  id: number;
  freeSlots: number;
}

/**
 * Takes pending target logs of runs, in the order in which the runs are named and within the concurrency of each, and
 * hands on a run of which more could be taken. Of small runs several are taken in one transaction, no more together
 * than of a big one: then it is looked again whose turn it is. Takes nothing from a run that ended, is being stopped,
 * is paused or waits, and ends one that has nothing left.
 */
export async function claim(
  deps: { database: Database; boss: PgBoss },
  worker: Taker,
  taskLogIds: number[],
): Promise<Claimed[]> {
  const { claimed, over } = await inTenant(asSystem(deps.database), async (tx) => {
    const runs = (await lockFreeRuns(tx, taskLogIds)).filter(claimable);
    const taken = await takePending(tx, worker.id, shareOut(runs, worker.freeSlots));
    await markRunning(tx, taken);
    await handOn(tx, deps.boss, worker, taken);
    return { claimed: taken, over: runs.filter(hasNothingLeft) };
  });
  // Ends lock tasks, which come after all runs: each in a transaction of its own.
  for (const { id } of over) await settleRun(deps, id);
  return claimed;
}

function claimable(run: LockedRun): boolean {
  const waits = run.wakeAt !== null && Date.parse(run.wakeAt) > Date.now();
  return (run.state === "queued" || run.state === "running") && !waits;
}

function hasNothingLeft({ activeCount, batchPending }: LockedRun): boolean {
  return activeCount === 0 && batchPending === 0;
}

/** How many may be taken of a run now. */
interface Share {
  run: LockedRun;
  limit: number;
}

function shareOut(runs: LockedRun[], freeSlots: number): Share[] {
  const shares: Share[] = [];
  let together = 0;
  for (const run of runs) {
    if (together >= leastChunk) break;
    const room = Math.min(run.batchPending, run.strategy.concurrency - run.activeCount);
    const limit = Math.min(freeSlots - together, room, chunkOf(run));
    if (limit <= 0) continue;
    shares.push({ run, limit });
    together += limit;
  }
  return shares;
}

function chunkOf({ batchPending }: LockedRun): number {
  return Math.min(chunk.most, Math.max(chunk.least, Math.ceil(batchPending * chunk.share)));
}

/** A pending target log that could be taken. */
interface Candidate extends Wanting {
  id: number;
  taskLogId: number;
  position: number;
}

/** The chosen rows are taken in one statement; those behind full proxies are passed over, and stay pending. */
async function takePending(tx: Transaction, workerId: number, shares: Share[]): Promise<Claimed[]> {
  if (shares.length === 0) return [];
  const places = await readPlaces(tx, [...new Set(shares.flatMap(({ run }) => run.proxyIds))]);
  const chosen = await choose(tx, workerId, shares, places);
  const taken = await takePlaces(tx, chosen);
  const [chosenOf, takenOf] = [chosen, taken].map((rows) => Map.groupBy(rows, (row) => row.taskLogId));
  for (const { run } of shares) {
    const [own, got] = [chosenOf?.get(run.id) ?? [], takenOf?.get(run.id) ?? []];
    const full = places.full(run.proxyIds, perProxyOf(run.strategy));
    // A hint may only go past rows that are all taken.
    if (full.length === 0 && got.length === own.length) {
      run.cursorPosition = Math.max(run.cursorPosition, ...got.map(({ position }) => position));
    }
    if (own.length === 0 && full.length > 0) await noteWaiting(tx, run.id, full);
  }
  const claims = Map.groupBy(await markTaken(tx, workerId, taken), ({ taskLogId }) => taskLogId);
  return shares.flatMap(({ run }) => {
    const own = claims.get(run.id);
    return own === undefined ? [] : [{ run, claims: own }];
  });
}

/** Where a run's choice goes on. */
interface Asking extends Share {
  perProxy: number;
  after: number;
}

/** Pending target logs in their order, as many as may go through each proxy; a worker declared dead finds none. */
async function choose(
  tx: Transaction,
  workerId: number,
  shares: Share[],
  places: Places,
): Promise<Candidate[]> {
  const chosen: Candidate[] = [];
  let asking: Asking[] = shares.map(({ run, limit }) => ({
    run,
    limit,
    perProxy: perProxyOf(run.strategy),
    after: run.cursorPosition,
  }));
  while (asking.length > 0) {
    const found = Map.groupBy(await findPending(tx, workerId, asking, places), (row) => row.taskLogId);
    asking = asking.flatMap((one) => {
      const rows = found.get(one.run.id) ?? [];
      const fitting = rows
        .map((row) => ({ ...row, perProxy: one.perProxy }))
        .filter((row) => places.take(row));
      chosen.push(...fitting);
      const limit = one.limit - fitting.length;
      const noMore = rows.length < one.limit || limit === 0;
      return noMore ? [] : [{ ...one, limit, after: rows.at(-1)?.position ?? one.after }];
    });
  }
  return chosen;
}

/** The next pending target logs of several runs, as many as each asks for. */
async function findPending(
  tx: Transaction,
  workerId: number,
  asking: Asking[],
  places: Places,
): Promise<Omit<Candidate, "perProxy">[]> {
  const column = (value: (one: Asking) => unknown) => sql.param(asking.map(value));
  const closed = column(({ run, perProxy }) => `{${places.full(run.proxyIds, perProxy).join(",")}}`);
  const found = await tx.execute<Omit<Candidate, "perProxy"> & Record<string, unknown>>(sql`
    select next.id, r.id as "taskLogId", next.position, next.proxy_id as "proxyId"
    from unnest(${column(({ run }) => run.id)}::bigint[], ${column(({ run }) => run.batch)}::int[],
      ${column(({ after }) => after)}::int[], ${column(({ limit }) => limit)}::int[], ${closed}::text[])
      with ordinality as r(id, batch, after, most, closed, turn)
    cross join lateral (
      select l.id, l.position, l.proxy_id from e_script_target_log l
      where l.task_log_id = r.id and l.batch = r.batch and l.position > r.after and l.state = 'pending'
        and (l.proxy_id is null or l.proxy_id <> all(r.closed::bigint[]))
      order by l.position limit r.most for no key update
    ) as next
    where exists (select from worker where id = ${workerId} and dead_at is null and not draining)
    order by r.turn, next.position`);
  return found.rows;
}

async function markTaken(tx: Transaction, workerId: number, taken: Candidate[]): Promise<Claim[]> {
  if (taken.length === 0) return [];
  const marked = await tx.execute<Claim & Record<string, unknown>>(sql`
    update e_script_target_log
    set state = 'connecting', worker_id = ${workerId}, epoch = epoch + 1, connecting_at = now()
    where id = any(${sql.param(taken.map(({ id }) => id))}::bigint[])
    returning id as "targetLogId", epoch, tenant_id as "tenantId", task_log_id as "taskLogId", target_id as "targetId",
      proxy_id as "proxyId"`);
  return marked.rows;
}

async function markRunning(tx: Transaction, taken: Claimed[]): Promise<void> {
  if (taken.length === 0) return;
  const first = taken.flatMap(({ run }) => (run.state === "queued" ? [run] : []));
  for (const { run, claims } of taken) {
    run.batchPending -= claims.length;
    run.activeCount += claims.length;
    run.state = "running";
  }
  const column = (value: (run: LockedRun) => unknown) => sql.param(taken.map(({ run }) => value(run)));
  await tx.execute(sql`
    update e_script_task_log r
    set batch_pending = c.pending, active_count = c.active, state = 'running', cursor_position = c.cursor,
      waits_for_proxy_ids = null, started_at = coalesce(r.started_at, now())
    from unnest(${column(({ id }) => id)}::bigint[], ${column(({ batchPending }) => batchPending)}::int[],
      ${column(({ activeCount }) => activeCount)}::int[], ${column((run) => run.cursorPosition)}::int[])
      as c(id, pending, active, cursor)
    where r.id = c.id`);
  await setLastStates(tx, first);
}

/** Whoever still has free slots comes for more by itself; the others are told once, and when these are full. */
async function handOn(tx: Transaction, boss: PgBoss, worker: Taker, taken: Claimed[]): Promise<void> {
  const isFull = taken.reduce((sum, { claims }) => sum + claims.length, 0) === worker.freeSlots;
  for (const { run } of taken) {
    const isFirst = run.startedAt === null;
    if ((isFirst || isFull) && run.batchPending > 0 && run.activeCount < run.strategy.concurrency) {
      await enqueue(boss, tx, "run", { taskLogId: run.id });
    }
  }
}

/** Every target that is left is behind a full proxy: the run is proposed again when one of those has a place. */
async function noteWaiting(tx: Transaction, id: number, waitsForProxyIds: number[]): Promise<void> {
  await tx.update(taskLog).set({ waitsForProxyIds }).where(eq(taskLog.id, id));
  await notify(tx, "hostrun_task_log", [id]);
}
