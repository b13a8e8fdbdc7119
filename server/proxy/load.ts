import { and, eq, isNull } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { proxy } from "../db/tables/target.ts";
import { found } from "../errors.ts";

export type ProxyRow = typeof proxy.$inferSelect;

export function livingProxy(ctx: ServiceContext, id: number) {
  return and(eq(proxy.id, id), visible(ctx, proxy.tenantId), isNull(proxy.deletedAt));
}

/** The living proxy, or NOT_FOUND for "absent" and "not yours" alike. */
export async function ownProxy(tx: Transaction, ctx: ServiceContext, id: number): Promise<ProxyRow> {
  return found((await tx.select().from(proxy).where(livingProxy(ctx, id)))[0]);
}

/** The same, locked against other changes until the transaction's end. */
export async function lockProxy(tx: Transaction, ctx: ServiceContext, id: number): Promise<ProxyRow> {
  return found((await tx.select().from(proxy).where(livingProxy(ctx, id)).for("no key update"))[0]);
}
