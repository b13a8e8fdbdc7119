import { and, eq, isNull } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { proxy, target } from "../db/tables/target.ts";
import { found, ServiceError } from "../errors.ts";

export type TargetRow = typeof target.$inferSelect;

export function livingTarget(ctx: ServiceContext, id: number) {
  return and(eq(target.id, id), visible(ctx, target.tenantId), isNull(target.deletedAt));
}

/** The living target, or NOT_FOUND for "absent" and "not yours" alike. */
export async function ownTarget(tx: Transaction, ctx: ServiceContext, id: number): Promise<TargetRow> {
  return found((await tx.select().from(target).where(livingTarget(ctx, id)))[0]);
}

/** The same, locked against other changes until the transaction's end. */
export async function lockTarget(tx: Transaction, ctx: ServiceContext, id: number): Promise<TargetRow> {
  return found((await tx.select().from(target).where(livingTarget(ctx, id)).for("no key update"))[0]);
}

/** The console's own sample host stays as it was made. */
export function refuseSandbox(row: TargetRow): void {
  if (row.sandbox) throw new ServiceError("FORBIDDEN", "SANDBOX_FIXED");
}

/**
 * A proxy that a target may be reached through: living, and of the target's own tenant. Shared lock, so that
 * it cannot be deleted before the target that uses it stands.
 */
export async function requireProxyOf(
  tx: Transaction,
  tenantId: number,
  proxyId: number | null | undefined,
): Promise<void> {
  if (proxyId === null || proxyId === undefined) return;
  const rows = await tx
    .select({ id: proxy.id })
    .from(proxy)
    .where(and(eq(proxy.tenantId, tenantId), eq(proxy.id, proxyId), isNull(proxy.deletedAt)))
    .for("share");
  found(rows[0]);
}
