import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { contains, countValues, orderBy, pageWindow, rankOf, withTotal } from "../db/list.ts";
import { proxy } from "../db/tables/target.ts";
import { statusOrder } from "../domain/connection-status.ts";
import type { ListPage } from "../domain/list.ts";
import type { ProxyListInput } from "./input.ts";
import type { ProxyRow } from "./load.ts";
import type { ProxyFacets, ProxyItem } from "./output.ts";

/** Living targets behind a proxy; its table is named by hand, since a column of it alone would be the target's here. */
const targetCount = sql<number>`(select count(*)::int from e_script_target t
  where t.tenant_id = e_script_target_proxy.tenant_id and t.proxy_id = e_script_target_proxy.id
    and t.deleted_at is null)`;

const sortColumns = {
  name: proxy.name,
  createdAt: proxy.id,
  address: proxy.address,
  lastCheckedAt: proxy.lastCheckedAt,
  status: rankOf(statusOrder, proxy.connectionStatus),
  targetCount,
};

/** A page of proxies; `search` looks in name, id and address. */
export function listProxies(caller: ServiceContext, input: ProxyListInput): Promise<ListPage<ProxyItem>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const matching = and(visible(ctx, proxy.tenantId), isNull(proxy.deletedAt), ...proxyFilters(input));
    const { limit, offset } = pageWindow(input);
    const rows = await selectProxies(tx, matching)
      .orderBy(...orderBy(sortColumns, input, proxy.id))
      .limit(limit)
      .offset(offset);
    return withTotal(tx, rows.map(proxyItemOf), proxy, matching);
  });
}

/** What narrows proxies down, as conditions; which of them are living is the caller's. */
export function proxyFilters({
  search,
  status,
}: Pick<ProxyListInput, "search" | "status">): (SQL | undefined)[] {
  return [
    status && eq(proxy.connectionStatus, status),
    search
      ? or(
          contains(proxy.name, search),
          contains(sql`${proxy.id}::text`, search),
          contains(proxy.address, search),
        )
      : undefined,
  ];
}

/** How many living proxies there are by status: what filters offer. */
export function proxyFacets(caller: ServiceContext, input: { tenantId?: number }): Promise<ProxyFacets> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const living = and(visible(ctx, proxy.tenantId), isNull(proxy.deletedAt));
    return { statuses: await countValues(tx, proxy, proxy.connectionStatus, living) };
  });
}

/** Proxies with the number of targets behind each. */
export function selectProxies(tx: Transaction, matching: SQL | undefined) {
  return tx.select({ row: proxy, targetCount }).from(proxy).where(matching).$dynamic();
}

/** A proxy's row as lists show it. */
export function proxyItemOf({ row, targetCount }: { row: ProxyRow; targetCount: number }): ProxyItem {
  const { username, address, port } = row;
  return { ...row, status: row.connectionStatus, ssh: { username, address, port }, targetCount };
}
