import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { inTenant, type Scoped } from "../db/in-tenant.ts";
import type { ConnectionStatus } from "../domain/connection-status.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { LoginMode } from "../domain/login-mode.ts";
import type { Hop, HopName, LoginKey, Route } from "../ssh/route.ts";
import type { HostSubject } from "../target/host-identity.ts";
import { type DownHost, downColumn } from "./known-down.ts";

/** What is known of a claimed host now: where it was frozen to, and whom it must prove to be. */
export interface HostRow extends Record<string, unknown> {
  id: number;
  tenant_id: number;
  target_id: number;
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
      ? sql`select h.id, h.tenant_id, h.id as target_id, h.address, h.port, h.username, 'platform_key' as login_mode,
          h.host_key, h.host_key_fingerprint as fingerprint, h.offered_host_key is not null as blocked,
          h.old_algorithms, ${downColumn("h")} as down, h.connection_status as status, false as sandbox, null::bigint as proxy_id
        from e_script_target_proxy h where ${these}`
      : sql`select h.id, h.tenant_id, h.id as target_id, h.address, h.port, h.username, h.login_mode, h.host_key,
          h.host_key_fingerprint as fingerprint, h.offered_host_key is not null as blocked, h.sandbox, h.proxy_id,
          h.old_algorithms, p.old_algorithms as proxy_old_algorithms,
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
export function routeOf(row: HostRow, key: LoginKey): Route {
  const { address, port, username, host_key: pinned, fingerprint, old_algorithms: oldAlgorithms } = row;
  const target = hop({ address, port, username, oldAlgorithms }, pinned, fingerprint);
  return { target, proxy: row.proxy_id === null ? null : proxyHop(row), loginMode: row.login_mode, key };
}

function proxyHop(row: HostRow): Hop {
  const place = {
    address: row.proxy_address ?? "",
    port: row.proxy_port ?? 22,
    username: row.proxy_username ?? "",
    oldAlgorithms: row.proxy_old_algorithms ?? false,
  };
  return hop(place, row.proxy_host_key, row.proxy_fingerprint);
}

function hop(
  place: Pick<Hop, "address" | "port" | "username" | "oldAlgorithms">,
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
