import { and, asc, eq, isNull, like, or, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { proxy, target } from "../db/tables/target.ts";
import { isProxysFault } from "../domain/cure-commands.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { found } from "../errors.ts";
import type { SharedCause } from "../host-check/output.ts";
import type { ProxyRow } from "../proxy/load.ts";
import { maximumTested } from "./input.ts";
import type { TargetRow } from "./load.ts";

/** The targets that fail for the same cause as a host, where it lies with their proxy; null where it is its own. */
export async function sharedCauseOf(
  tx: Transaction,
  host: HostKind,
  row: TargetRow | ProxyRow,
): Promise<SharedCause | null> {
  const { tenantId } = row;
  const proxyId = "proxyId" in row ? row.proxyId : row.id;
  const alike = host === "target" ? alikeTo(row) : behindFailing(row);
  if (alike === null || proxyId === null) return null;
  const rows = await tx
    .select({ id: target.id, failingSince: target.failingSince })
    .from(target)
    .where(and(eq(target.tenantId, tenantId), eq(target.proxyId, proxyId), isNull(target.deletedAt), alike))
    .orderBy(asc(target.failingSince), asc(target.id));
  // A target that is alone with it shares it with nobody.
  if (rows.length < (host === "target" ? 2 : 1)) return null;
  const names = await tx
    .select({ name: proxy.name })
    .from(proxy)
    .where(and(eq(proxy.tenantId, tenantId), eq(proxy.id, proxyId)));
  return {
    proxyId,
    proxyName: found(names[0]).name,
    count: rows.length,
    since: rows[0]?.failingSince ?? null,
    targetIds: rows.slice(0, maximumTested).map(({ id }) => id),
  };
}

function alikeTo({ lastStep, lastReason }: TargetRow | ProxyRow): SQL | null {
  if (!isProxysFault(lastStep, lastReason)) return null;
  return sql`${target.lastStep} = ${lastStep} and ${target.lastReason} = ${lastReason}`;
}

/** What a proxy's own failure has done to those behind it. */
function behindFailing({ lastReason }: TargetRow | ProxyRow): SQL | null {
  if (lastReason === null) return null;
  return or(like(target.lastStep, "proxy.%"), eq(target.lastReason, "forwarding_prohibited")) ?? null;
}
