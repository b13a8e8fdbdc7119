import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { proxy, target } from "../db/tables/target.ts";
import { tenant } from "../db/tables/tenant.ts";
import { done } from "../domain/wire.ts";
import { found } from "../errors.ts";
import type { ConnectionCheckInput, ConnectionCheckSetInput } from "./input.ts";
import type { ConnectionCheck } from "./output.ts";

/** How often a tenant's hosts are looked at by themselves, how many there are, and how old the oldest status is. */
export function currentConnectionCheck(
  ctx: ServiceContext,
  input: ConnectionCheckInput,
): Promise<ConnectionCheck> {
  requireScope(ctx, "read");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const rows = await tx.select().from(tenant).where(eq(tenant.id, tenantId));
    const { checkIntervalMinutes } = found(rows[0]);
    const counts = [await countKnown(tx, target, tenantId), await countKnown(tx, proxy, tenantId)];
    const oldest = counts.flatMap(({ oldestCheckAt }) => oldestCheckAt ?? []).sort();
    return {
      intervalMinutes: checkIntervalMinutes,
      hosts: counts.reduce((sum, { hosts }) => sum + hosts, 0),
      oldestCheckAt: oldest[0] ?? null,
    };
  });
}

async function countKnown(tx: Transaction, table: typeof target | typeof proxy, tenantId: number) {
  const rows = await tx
    .select({
      hosts: sql<number>`count(*)::int`,
      oldestCheckAt: sql<string | null>`min(${table.lastCheckedAt})`.mapWith(table.lastCheckedAt),
    })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), isNull(table.deletedAt), isNotNull(table.nextCheckAt)));
  return found(rows[0]);
}

/**
 * Sets how often a tenant's hosts are looked at, or null for never. Each host's next look is drawn anew within the
 * new interval, so that a shorter one holds at once and not all of them come together.
 */
export function setConnectionCheck(
  ctx: ServiceContext,
  { tenantId: named, intervalMinutes }: ConnectionCheckSetInput,
): Promise<typeof done> {
  requireScope(ctx, "admin");
  const tenantId = tenantForCreate(ctx, named);
  return inTenant(ctx, async (tx) => {
    const rows = await tx.select().from(tenant).where(eq(tenant.id, tenantId)).for("no key update");
    const before = found(rows[0]);
    await tx
      .update(tenant)
      .set({ checkIntervalMinutes: intervalMinutes, updatedAt: sql`now()` })
      .where(eq(tenant.id, tenantId));
    if (intervalMinutes !== null) {
      await spreadLooks(tx, target, tenantId, intervalMinutes);
      await spreadLooks(tx, proxy, tenantId, intervalMinutes);
    }
    await audit(tx, ctx, {
      tenantId,
      action: "connectionCheck.set",
      object: { type: "tenant", id: tenantId, name: before.name },
      before: { intervalMinutes: before.checkIntervalMinutes },
      after: { intervalMinutes },
    });
    return done;
  });
}

async function spreadLooks(
  tx: Transaction,
  table: typeof target | typeof proxy,
  tenantId: number,
  minutes: number,
): Promise<void> {
  await tx
    .update(table)
    .set({ nextCheckAt: sql`now() + random() * ${minutes}::int * interval '1 minute'` })
    .where(and(eq(table.tenantId, tenantId), isNull(table.deletedAt), isNotNull(table.nextCheckAt)));
}
