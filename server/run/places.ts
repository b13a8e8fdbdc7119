import { sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";

/** A target log as far as its way is concerned. */
export interface OnWay {
  proxyId: number | null;
}

/** One that wants to be in hand, and how many its run allows through a proxy at once. */
export interface Wanting extends OnWay {
  perProxy: number;
}

/** How many are in hand through each proxy, counted on as places are taken. */
export class Places {
  readonly #active = new Map<number, number>();

  /** @param proxies with the targets in hand through each now */
  constructor(proxies: { id: number; activeCount: number }[]) {
    for (const { id, activeCount } of proxies) this.#active.set(id, activeCount);
  }

  /** Those of the proxies through which a run that allows so many may send nobody more. */
  full(proxyIds: number[], perProxy: number): number[] {
    return proxyIds.filter((id) => (this.#active.get(id) ?? perProxy) >= perProxy);
  }

  /** Whether there is a place for one more, which is taken by that. */
  take({ proxyId, perProxy }: Wanting): boolean {
    if (proxyId === null) return true;
    const active = this.#active.get(proxyId) ?? perProxy;
    if (active >= perProxy) return false;
    this.#active.set(proxyId, active + 1);
    return true;
  }
}

/** Who is in hand now, without waiting for anybody: a hint as to who is worth asking for. */
export async function readPlaces(tx: Transaction, proxyIds: number[]): Promise<Places> {
  if (proxyIds.length === 0) return new Places([]);
  const read = await tx.execute<{ id: number; activeCount: number }>(sql`
    select id, active_count as "activeCount" from e_script_target_proxy
    where id = any(${sql.param(proxyIds)}::bigint[])`);
  return new Places(read.rows);
}

/**
 * Takes places at proxies for target logs, in their order, and answers who got one: each proxy's one counter, over
 * all runs and workers, goes no higher than their run's limit by this. The rows are locked in id order and read under
 * the lock, so that of two that want the last place one gets it. Once a transaction: a second time would lock out of
 * order.
 */
export async function takePlaces<T extends Wanting>(tx: Transaction, wanting: T[]): Promise<T[]> {
  const places = new Places(await lockProxies(tx, wanting));
  const taken = wanting.filter((one) => places.take(one));
  await changeCounts(tx, taken, 1);
  return taken;
}

/** Gives up the places of target logs that are in hand no more, in the transaction in which they come to be so; once in it. */
export async function leavePlaces(tx: Transaction, leaving: OnWay[]): Promise<void> {
  await lockProxies(tx, leaving);
  await changeCounts(tx, leaving, -1);
}

async function lockProxies(tx: Transaction, rows: OnWay[]): Promise<{ id: number; activeCount: number }[]> {
  const ids = [...countByProxy(rows).keys()];
  if (ids.length === 0) return [];
  const locked = await tx.execute<{ id: number; activeCount: number }>(sql`
    select id, active_count as "activeCount" from e_script_target_proxy
    where id = any(${sql.param(ids)}::bigint[]) order by id for no key update`);
  return locked.rows;
}

async function changeCounts(tx: Transaction, rows: OnWay[], sign: 1 | -1): Promise<void> {
  const counts = countByProxy(rows);
  if (counts.size === 0) return;
  const ids = sql.param([...counts.keys()]);
  const changes = sql.param([...counts.values()].map((count) => sign * count));
  await tx.execute(sql`
    update e_script_target_proxy p set active_count = p.active_count + c.change
    from unnest(${ids}::bigint[], ${changes}::int[]) as c(id, change) where p.id = c.id`);
}

function countByProxy(rows: OnWay[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { proxyId } of rows) if (proxyId !== null) counts.set(proxyId, (counts.get(proxyId) ?? 0) + 1);
  return counts;
}
