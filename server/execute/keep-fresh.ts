import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { clearOldChecks } from "../host-check/clear-old.ts";
import { StepList } from "../host-check/step-teller.ts";
import { logger } from "../logger.ts";
import type { ConnectionPool } from "../ssh/pool.ts";
import type { TenantKeys } from "../ssh-key/execution.ts";
import { nextCheckAt, noteFinding } from "../target/host-status.ts";
import { type HostRow, loadHosts } from "./host-row.ts";
import { noteTest, type TestFinding, testRoute, testSubjects } from "./test-route.ts";

export interface FreshnessDeps {
  database: Database;
  pool: ConnectionPool;
  keys: TenantKeys;
  allowLoopback: boolean;
  workerId: number;
  /** Gives a host that was away while the others moved to another key what it has missed. */
  moveMissed(host: { tenantId: number; targetId: number | null; proxyId: number | null }): Promise<void>;
}

/** Hosts that one worker looks at at once: a dead one takes its place for as long as a connection may take. */
const places = 32;
const connectMs = 10_000;
/** Between two looks for what is due: while there is more than was taken, and else. */
const pauseMs = { more: 500, idle: 5_000 };
const clearEveryMs = 10 * 60_000;
/** Whom the rows of such looks name. */
const requestedBy = "periodic check";

/**
 * Keeps what is known of hosts fresh: looks at each one that somebody has looked at before, in its tenant's interval.
 * Any number of workers share it, and each host is looked at by one.
 */
export class KeepFresh {
  readonly #deps: () => FreshnessDeps;
  readonly #over = new AbortController();
  #looking = 0;
  #timer: NodeJS.Timeout | null = null;
  #ticking: Promise<void> = Promise.resolve();
  #clearedAt = Number.NEGATIVE_INFINITY;

  /** @param deps as of now: a worker that was declared dead works on under another id */
  constructor(deps: () => FreshnessDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#wait(pauseMs.idle);
  }

  /** Takes nothing more and lets go of what it is looking at: nothing is changed by that. */
  async stop(): Promise<void> {
    this.#over.abort(new Error("the worker stops"));
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#ticking;
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tick();
    }, ms);
  }

  async #tick(): Promise<void> {
    const { signal } = this.#over;
    const free = places - this.#looking;
    let begun = 0;
    try {
      const looks = await beginDueLooks(this.#deps(), free, signal);
      begun = looks.length;
      this.#looking += begun;
      for (const look of looks) void look.then(() => this.#looking--);
      await this.#clear();
    } catch (error) {
      logger.warn({ err: error }, "could not look for hosts whose status is due");
    }
    if (!signal.aborted) this.#wait(begun < free ? pauseMs.idle : pauseMs.more);
  }

  async #clear(): Promise<void> {
    if (performance.now() - this.#clearedAt < clearEveryMs) return;
    this.#clearedAt = performance.now();
    await clearOldChecks(this.#deps().database);
  }
}

/**
 * Takes hosts whose look is due, at most `limit`, and begins to look at them. Each promise resolves when a host's
 * finding is stored, and never rejects.
 */
export async function beginDueLooks(
  deps: FreshnessDeps,
  limit: number,
  signal: AbortSignal,
): Promise<Promise<void>[]> {
  const proxies = await takeDue(deps.database, "proxy", limit);
  const targets = await takeDue(deps.database, "target", limit - proxies.length);
  const rows = [
    ...(await rowsOf(deps.database, "proxy", proxies)),
    ...(await rowsOf(deps.database, "target", targets)),
  ];
  return rows.map(({ kind, row }) =>
    look(deps, kind, row, signal).catch((error: unknown) => {
      if (!signal.aborted) logger.warn({ err: error, kind, id: row.id }, "could not look at a host");
    }),
  );
}

/**
 * Takes hosts that are due and says when each is due again, in one statement: whoever looks at the same time passes
 * over rows that another one has locked. Taken are also those that are not to be looked at now (their tenant has
 * switched it off, or their key has changed and waits for somebody), so that they do not stand first in line for ever.
 */
async function takeDue(database: Database, kind: HostKind, limit: number): Promise<number[]> {
  if (limit <= 0) return [];
  const table = kind === "target" ? target : proxy;
  const next = nextCheckAt(table, sql`${table}.connection_status`);
  return inTenant(asSystem(database), async (tx) => {
    const taken = await tx.execute<{ id: number; wanted: boolean }>(sql`
      with due as (
        select id from ${table} where next_check_at <= now() and deleted_at is null
        order by next_check_at limit ${limit} for no key update skip locked
      )
      update ${table} set next_check_at = ${next}
      from due, tenant o
      where ${table}.id = due.id and o.id = ${table}.tenant_id
      returning ${table}.id, (o.check_interval_minutes is not null and not o.disabled
        and ${table}.offered_host_key is null) as wanted`);
    return taken.rows.filter(({ wanted }) => wanted).map(({ id }) => id);
  });
}

async function rowsOf(database: Database, kind: HostKind, ids: number[]) {
  if (ids.length === 0) return [];
  return (await loadHosts(asSystem(database), kind, ids)).map((row) => ({ kind, row }));
}

async function look(deps: FreshnessDeps, kind: HostKind, row: HostRow, signal: AbortSignal): Promise<void> {
  const { database, pool, workerId } = deps;
  const told = new StepList();
  const takenAt = new Date().toISOString();
  const known = foundOnTheWay(row, told);
  const finding =
    known ??
    (await testRoute(deps, {
      kind,
      row,
      keys: await deps.keys.keysOf(row.tenant_id),
      told,
      timeoutMs: connectMs,
      signal,
      open: (route, options) => pool.openAnew(route, options),
    }));
  const { tenant_id: tenantId, target_id: id } = row;
  await inTenant({ database, scope: { tenantId } }, async (tx) => {
    const { news } = await (known === null
      ? noteTest(tx, kind, row, finding)
      : noteFinding(tx, testSubjects(kind, row).target, finding));
    if (!news) return;
    // A change is kept with its steps, as if somebody had asked; what was known already needs no row.
    await tx.insert(hostCheck).values({
      tenantId,
      kind: "test",
      ...(kind === "target" ? { targetId: id } : { proxyId: id }),
      requestedBy,
      workerId,
      steps: told.steps,
      result: finding,
      createdAt: takenAt,
      takenAt,
      endedAt: sql`now()`,
    });
  });
  if (!finding.ok || known !== null || row.key_id === null) return;
  const [targetId, proxyId] = kind === "target" ? [id, null] : [null, id];
  await deps.moveMissed({ tenantId, targetId, proxyId });
}

/**
 * What is known of a host behind a proxy that nobody comes through: one whose key has changed, until somebody trusts
 * it, and one that did not answer a moment ago, so that its targets do not wait for it one after the other.
 */
function foundOnTheWay(
  { proxy_blocked: blocked, proxy_down: down }: HostRow,
  told: StepList,
): TestFinding | null {
  const failed =
    blocked === true
      ? {
          name: "proxy.host_key",
          reason: "host_key",
          detail: "the proxy's host key has changed and is not trusted",
        }
      : down === null || down === undefined
        ? null
        : { name: "proxy.tcp", reason: "timeout", detail: down.error ?? "no answer in time" };
  if (failed === null) return null;
  const { name: step, reason, detail: error } = failed;
  told.step({ ok: false, ms: 0, ...failed });
  return { ok: false, status: "unreachable", step, reason, error };
}
