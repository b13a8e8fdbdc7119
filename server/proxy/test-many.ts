import { and, inArray } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { proxy } from "../db/tables/target.ts";
import { askTests, chooseTested } from "../target/test-many.ts";
import type { TestProxiesInput } from "./input.ts";
import { proxyFilters } from "./list.ts";

/** Asks for a test of each proxy of a selection: of those named, or of all that a filter finds. */
export function testProxies(
  caller: ServiceContext,
  input: TestProxiesInput,
): Promise<{ batchId: number; count: number }> {
  requireScope(caller, "write");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const named = input.ids === undefined ? undefined : inArray(proxy.id, input.ids);
    const matching = and(visible(ctx, proxy.tenantId), named, ...proxyFilters(input));
    return askTests(tx, ctx, "proxy", await chooseTested(tx, ctx, { kind: "proxy", matching, ...input }));
  });
}
