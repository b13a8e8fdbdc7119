import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { inTenant, type Scoped } from "../db/in-tenant.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { LoginMode } from "../domain/login-mode.ts";
import type { Claim } from "../run/claim.ts";
import type { LockedRun } from "../run/lock.ts";
import { RouteError } from "../ssh/errors.ts";
import { launch } from "../ssh/exec.ts";
import { readOutcome } from "../ssh/outcome.ts";
import type { ConnectionPool, Lease } from "../ssh/pool.ts";
import type { Hop, HopName, LoginKey, Route } from "../ssh/route.ts";
import { terminate } from "../ssh/terminate.ts";
import type { TenantKeys } from "../ssh-key/execution.ts";
import { type HostSubject, keepOfferedKey, pinHostKey } from "../target/host-identity.ts";
import { keepKeyShownToProxy, pinThroughProxy } from "./proxy-login.ts";
import type { OpenSession, Session, Transport } from "./transport.ts";

/** How long the launcher may take to answer before the outcome counts as unknown. */
const startMs = 60_000;

export interface SshTransportOptions {
  database: Database;
  pool: ConnectionPool;
  keys: TenantKeys;
  /** Loopback and this machine's own addresses may be dialled. */
  allowLoopback: boolean;
  /** Names this installation on the hosts. */
  installation: string;
}

/** What is known of a claimed host now: where it was frozen to, and whom it must prove to be. */
export interface HostRow extends Record<string, unknown> {
  id: number;
  tenant_id: number;
  target_id: number;
  address: string;
  port: number;
  username: string;
  login_mode: LoginMode;
  host_key: string | null;
  fingerprint: string | null;
  blocked: boolean;
  sandbox: boolean;
  proxy_id: number | null;
  proxy_address: string | null;
  proxy_port: number | null;
  proxy_username: string | null;
  proxy_host_key: string | null;
  proxy_fingerprint: string | null;
  proxy_blocked: boolean | null;
}

/** Reaches targets over SSH, with the tenant's key. */
export class SshTransport implements Transport {
  readonly #options: SshTransportOptions;

  constructor(options: SshTransportOptions) {
    this.#options = options;
  }

  async prepare(run: LockedRun, claims: Claim[]): Promise<Map<number, OpenSession>> {
    const key = await this.#options.keys.keyOf(run.tenantId);
    const rows = await loadHostRows(
      this.#options.database,
      run.tenantId,
      claims.map((claim) => claim.targetLogId),
    );
    return new Map(rows.map((row) => [row.id, (options) => this.open(row, key, options)]));
  }

  /** Opens the route to one host, pinning keys at first contact and keeping a changed one for an admin to see. */
  async open(row: HostRow, key: LoginKey, options: Parameters<OpenSession>[0]): Promise<Session> {
    if (row.blocked)
      throw new RouteError("host_key", "target", "blocked: its host key has changed and is not trusted");
    if (row.proxy_blocked)
      throw new RouteError(
        "host_key",
        "proxy",
        "blocked: the proxy's host key has changed and is not trusted",
      );
    const route = routeOf(row, key);
    const subjects = subjectsOf(row);
    const policy = { allowLoopback: this.#options.allowLoopback || row.sandbox };
    try {
      const lease = await this.#options.pool.acquire(route, {
        ...options,
        policy,
        pinHostKey: (hop, offered) => pinHostKey(this.#options.database, subjects[hop], offered),
      });
      const { database, installation } = this.#options;
      const pinned = await pinThroughProxy(database, lease, route, subjects.target).catch((error) => {
        lease.release();
        throw error;
      });
      return sessionOver(lease, pinned, installation, () =>
        keepKeyShownToProxy(database, lease, pinned, subjects.target),
      );
    } catch (error) {
      if (error instanceof RouteError && error.offeredHostKey !== null) {
        await keepOfferedKey(this.#options.database, subjects[error.hop], error.offeredHostKey);
      }
      throw error;
    }
  }
}

/** Where target logs were frozen to, with the pins of the rows behind them. */
export function loadHostRows(
  database: Database,
  tenantId: number,
  targetLogIds: number[],
): Promise<HostRow[]> {
  return inTenant({ database, scope: { tenantId } }, async (tx) => {
    const rows = await tx.execute<HostRow>(sql`
      select l.id, l.tenant_id, l.target_id, l.address, l.port, l.username, l.login_mode, l.proxy_id,
        case when t.address = l.address and t.port = l.port then t.host_key end as host_key,
        case when t.address = l.address and t.port = l.port then t.host_key_fingerprint end as fingerprint,
        t.offered_host_key is not null as blocked, t.sandbox,
        p.address as proxy_address, p.port as proxy_port, p.username as proxy_username, p.host_key as proxy_host_key,
        p.host_key_fingerprint as proxy_fingerprint, p.offered_host_key is not null as proxy_blocked
      from e_script_target_log l
      join e_script_target t on t.tenant_id = l.tenant_id and t.id = l.target_id
      left join e_script_target_proxy p on p.tenant_id = l.tenant_id and p.id = l.proxy_id
      where l.tenant_id = ${tenantId} and l.id = any(${sql.param(targetLogIds)}::bigint[])`);
    return rows.rows;
  });
}

/** Living hosts as a run would reach them; a proxy is reached like a target without one. */
export function loadHosts(scoped: Scoped, kind: HostKind, ids: number[]): Promise<HostRow[]> {
  const { tenantId } = scoped.scope;
  const own = tenantId === "all" ? sql`true` : sql`h.tenant_id = ${tenantId}`;
  const these = sql`${own} and h.id = any(${sql.param(ids)}::bigint[]) and h.deleted_at is null`;
  const hosts =
    kind === "proxy"
      ? sql`select h.id, h.tenant_id, h.id as target_id, h.address, h.port, h.username, 'platform_key' as login_mode,
          h.host_key, h.host_key_fingerprint as fingerprint, h.offered_host_key is not null as blocked,
          false as sandbox, null::bigint as proxy_id
        from e_script_target_proxy h where ${these}`
      : sql`select h.id, h.tenant_id, h.id as target_id, h.address, h.port, h.username, h.login_mode, h.host_key,
          h.host_key_fingerprint as fingerprint, h.offered_host_key is not null as blocked, h.sandbox, h.proxy_id,
          p.address as proxy_address, p.port as proxy_port, p.username as proxy_username,
          p.host_key as proxy_host_key, p.host_key_fingerprint as proxy_fingerprint,
          p.offered_host_key is not null as proxy_blocked
        from e_script_target h
        left join e_script_target_proxy p on p.tenant_id = h.tenant_id and p.id = h.proxy_id
        where ${these}`;
  return inTenant(scoped, async (tx) => (await tx.execute<HostRow>(hosts)).rows);
}

/** The route that a host's row stands for. */
export function routeOf(row: HostRow, key: LoginKey): Route {
  const target = hop(row.address, row.port, row.username, row.host_key, row.fingerprint);
  const proxy =
    row.proxy_id === null
      ? null
      : hop(
          row.proxy_address ?? "",
          row.proxy_port ?? 22,
          row.proxy_username ?? "",
          row.proxy_host_key,
          row.proxy_fingerprint,
        );
  return { target, proxy, loginMode: row.login_mode, key };
}

function hop(
  address: string,
  port: number,
  username: string,
  pinned: string | null,
  fingerprint: string | null,
): Hop {
  return {
    address,
    port,
    username,
    pinnedHostKey: pinned,
    expectedFingerprint: pinned === null ? fingerprint : null,
  };
}

/** Which rows the hops of a route belong to. */
export function subjectsOf(row: HostRow): Record<HopName, HostSubject> {
  const { tenant_id: tenantId } = row;
  return {
    target: { kind: "target", id: row.target_id, tenantId, address: row.address, port: row.port },
    proxy: {
      kind: "proxy",
      id: row.proxy_id ?? 0,
      tenantId,
      address: row.proxy_address ?? "",
      port: row.proxy_port ?? 22,
    },
  };
}

/** @param onOtherKey finds out and keeps the key for which the proxy's own login was refused */
function sessionOver(
  lease: Lease,
  route: Route,
  installation: string,
  onOtherKey: () => Promise<void>,
): Session {
  return {
    launch: (what, events) => {
      const running = launch(lease, route, { ...what, installation }, events, { startMs });
      return {
        end: running.end.then(async (end) => {
          if (end.kind === "nothing_sent" && end.reason === "host_key") await onOtherKey();
          return end;
        }),
        pause: () => running.pause(),
        resume: () => running.resume(),
        abandon: () => running.abandon(),
        acknowledge: () => running.acknowledge(),
      };
    },
    terminate: (process, graceMs) => terminate(lease, route, process, { graceMs }),
    readOutcome: (targetLogId) => readOutcome(lease, route, { installation, targetLogId }),
    release: () => lease.release(),
  };
}
