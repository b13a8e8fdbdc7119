import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { inTenant, type Scoped } from "../db/in-tenant.ts";
import type { ConnectionStatus } from "../domain/connection-status.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { LoginMode } from "../domain/login-mode.ts";
import type { Hop, HopName, Route } from "../ssh/route.ts";
import type { LivingKeys } from "../ssh-key/execution.ts";
import type { HostSubject } from "../target/host-identity.ts";
import { type DownHost, downColumn } from "./known-down.ts";

/** What is known of a claimed host now: where it was frozen to, and whom it must prove to be. */
export interface HostRow extends Record<string, unknown> {
  id: number;
  tenant_id: number;
  target_id: number;
  /** Absent: a target. */
  kind?: HostKind;
  address: string;
  port: number;
  username: string;
  old_algorithms: boolean;
  login_mode: LoginMode;
  host_key: string | null;
  fingerprint: string | null;
  blocked: boolean;
  status: ConnectionStatus;
  down: DownHost | null;
  sandbox: boolean;
  /** The key that it lets in; null: the current one. */
  key_id: number | null;
  proxy_id: number | null;
  proxy_address: string | null;
  proxy_port: number | null;
  proxy_username: string | null;
  proxy_host_key: string | null;
  proxy_fingerprint: string | null;
  proxy_old_algorithms: boolean | null;
  proxy_blocked: boolean | null;
  proxy_status: ConnectionStatus | null;
  proxy_down: DownHost | null;
  proxy_key_id: number | null;
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
        t.old_algorithms, p.old_algorithms as proxy_old_algorithms, t.offered_host_key is not null as blocked, t.sandbox, t.connection_status as status,
        t.key_id, p.key_id as proxy_key_id,
        case when t.address = l.address and t.port = l.port then ${downColumn("t")} end as down,
        p.connection_status as proxy_status, ${downColumn("p")} as proxy_down, p.address as proxy_address, p.port as proxy_port, p.username as proxy_username, p.host_key as proxy_host_key,
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
      ? sql`select h.id, h.tenant_id, h.id as target_id, 'proxy' as kind, h.address, h.port, h.username, 'platform_key' as login_mode,
          h.host_key, h.host_key_fingerprint as fingerprint, h.offered_host_key is not null as blocked,
          h.old_algorithms, ${downColumn("h")} as down, h.connection_status as status, false as sandbox, h.key_id,
          null::bigint as proxy_id, null::bigint as proxy_key_id
        from e_script_target_proxy h where ${these}`
      : sql`select h.id, h.tenant_id, h.id as target_id, h.address, h.port, h.username, h.login_mode, h.host_key,
          h.host_key_fingerprint as fingerprint, h.offered_host_key is not null as blocked, h.sandbox, h.proxy_id,
          h.old_algorithms, p.old_algorithms as proxy_old_algorithms, h.key_id, p.key_id as proxy_key_id,
          ${downColumn("h")} as down, h.connection_status as status, ${downColumn("p")} as proxy_down,
          p.connection_status as proxy_status,
          p.address as proxy_address, p.port as proxy_port, p.username as proxy_username,
          p.host_key as proxy_host_key, p.host_key_fingerprint as proxy_fingerprint,
          p.offered_host_key is not null as proxy_blocked
        from e_script_target h
        left join e_script_target_proxy p on p.tenant_id = h.tenant_id and p.id = h.proxy_id
        where ${these}`;
  return inTenant(scoped, async (tx) => (await tx.execute<HostRow>(hosts)).rows);
}

/** The route that a host's row stands for. */
export function routeOf(row: HostRow, keys: LivingKeys): Route {
  const { address, port, username, host_key: pinned, fingerprint, old_algorithms: oldAlgorithms } = row;
  const name = routeName(row.kind ?? "target", row.target_id);
  const target = hop({ name, address, port, username, oldAlgorithms }, pinned, fingerprint);
  const proxy = row.proxy_id === null ? null : proxyHop(row);
  const [key, proxyKey] = [keys.of(row.key_id), keys.of(row.proxy_key_id)];
  return { target, proxy, loginMode: row.login_mode, key, proxyKey };
}

/** What a host's row is called where the database says that its route has changed. */
function routeName(kind: HostKind, id: number): string {
  return `${kind} ${id}`;
}

/** The same way, over connections that nobody else's look at a host shares: it shows the way as it is now. */
export function ownRoute(route: Route, own: string): Route {
  const { key, proxyKey = key } = route;
  return {
    ...route,
    key: { ...key, version: `${key.version} ${own}` },
    proxyKey: { ...proxyKey, version: `${proxyKey.version} ${own}` },
  };
}

function proxyHop(row: HostRow): Hop {
  const place = {
    name: routeName("proxy", row.proxy_id ?? 0),
    address: row.proxy_address ?? "",
    port: row.proxy_port ?? 22,
    username: row.proxy_username ?? "",
    oldAlgorithms: row.proxy_old_algorithms ?? false,
  };
  return hop(place, row.proxy_host_key, row.proxy_fingerprint);
}

function hop(
  place: Pick<Hop, "name" | "address" | "port" | "username" | "oldAlgorithms">,
  pinned: string | null,
  fingerprint: string | null,
): Hop {
  return { ...place, pinnedHostKey: pinned, expectedFingerprint: pinned === null ? fingerprint : null };
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
