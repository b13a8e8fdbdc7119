import type { Database } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import type { RouteError } from "../ssh/errors.ts";
import type { ConnectStep } from "../ssh/steps.ts";
import { noteFinding, noteReached } from "../target/host-status.ts";
import { type HostRow, subjectsOf } from "./host-row.ts";
import { noteProxy, statusOf } from "./note-proxy.ts";

/** A run has come to a host. Written only where something else was known, so that runs on hosts that are well cost nothing. */
export async function noteWayOpen(database: Database, row: HostRow): Promise<void> {
  const proxyWell = row.proxy_id === null || row.proxy_status === "ok";
  if (row.status === "ok" && proxyWell) return;
  const { target, proxy } = subjectsOf(row);
  await inTenant({ database, scope: { tenantId: row.tenant_id } }, async (tx) => {
    await noteReached(tx, target);
    if (!proxyWell) await noteReached(tx, proxy);
  });
}

/** A run has not come to a host: what every test would say of it. */
export async function noteWayClosed(
  database: Database,
  row: HostRow,
  error: RouteError,
  step: ConnectStep["name"],
): Promise<void> {
  const { target, proxy } = subjectsOf(row);
  const finding = {
    ok: false,
    status: statusOf(error),
    step: `${error.hop}.${step}`,
    reason: error.exactReason,
    error: error.message,
  };
  await inTenant({ database, scope: { tenantId: row.tenant_id } }, async (tx) => {
    await noteFinding(tx, target, finding);
    if (row.proxy_id !== null) await noteProxy(tx, proxy, finding);
  });
}
