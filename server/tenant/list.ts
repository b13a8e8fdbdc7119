import { and, eq } from "drizzle-orm";
import { requireScope, requireSystemAdmin, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { tenant } from "../db/tables/tenant.ts";
import type { ListPage } from "../domain/list.ts";
import type { TenantListInput } from "./input.ts";
import type { Tenant } from "./output.ts";

const sortColumns = { name: tenant.name, createdAt: tenant.id };

/** A page of tenants. */
export function listTenants(ctx: ServiceContext, input: TenantListInput): Promise<ListPage<Tenant>> {
  requireScope(ctx, "admin");
  requireSystemAdmin(ctx);
  return inTenant(ctx, async (tx) => {
    const matching = and(
      input.disabled === undefined ? undefined : eq(tenant.disabled, input.disabled),
      input.search ? contains(tenant.name, input.search) : undefined,
    );
    const { limit, offset } = pageWindow(input);
    const items = await tx
      .select()
      .from(tenant)
      .where(matching)
      .orderBy(...orderBy(sortColumns, input, tenant.id))
      .limit(limit)
      .offset(offset);
    return withTotal(tx, items, tenant, matching);
  });
}
