import { and, count, eq, isNull, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { countValues, maximumFacets } from "../db/list.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { Facets } from "./output.ts";

/** How many living targets there are by label, cloud pool, region, proxy and status: what filters offer. */
export function targetFacets(caller: ServiceContext, input: { tenantId?: number }): Promise<Facets> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const living = and(visible(ctx, target.tenantId), isNull(target.deletedAt));
    return {
      labels: await countLabels(tx, living),
      cloudPools: await countValues(tx, target, target.cloudPool, living),
      regions: await countValues(tx, target, target.region, living),
      proxies: await countProxies(tx, living),
      direct: await tx.$count(target, and(living, isNull(target.proxyId))),
      statuses: await countValues(tx, target, target.connectionStatus, living),
    };
  });
}

async function countLabels(tx: Transaction, living: SQL | undefined): Promise<Facets["labels"]> {
  const rows = await tx.execute<Facets["labels"][number]>(sql`
    select l.key as name, l.value, count(*)::int as count
    from ${target} cross join lateral jsonb_each_text(${target.labels}) as l
    where ${living} group by l.key, l.value order by count desc, name, value limit ${maximumFacets}`);
  return rows.rows;
}

function countProxies(tx: Transaction, living: SQL | undefined): Promise<Facets["proxies"]> {
  return tx
    .select({ id: proxy.id, name: proxy.name, count: count() })
    .from(target)
    .innerJoin(proxy, and(eq(proxy.tenantId, target.tenantId), eq(proxy.id, target.proxyId)))
    .where(living)
    .groupBy(proxy.id, proxy.name)
    .orderBy(sql`count(*) desc`, proxy.name)
    .limit(maximumFacets);
}
