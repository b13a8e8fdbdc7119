import { and, eq, isNull, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";

/**
 * Pins the key that a host showed in place of the pinned one, and unblocks it. Only that very key: another
 * fingerprint is refused, since a third key may have come meanwhile. For admins' sessions and tokens.
 */
export function trustHostKey(
  ctx: ServiceContext,
  kind: HostKind,
  { id, fingerprint }: { id: number; fingerprint: string },
): Promise<typeof done> {
  requireScope(ctx, "admin");
  const table = kind === "target" ? target : proxy;
  return inTenant(ctx, async (tx) => {
    const own = and(eq(table.id, id), visible(ctx, table.tenantId), isNull(table.deletedAt));
    const row = found((await tx.select().from(table).where(own).for("no key update"))[0]);
    if (row.offeredHostKey === null || row.offeredHostKeyFingerprint !== fingerprint) {
      throw new ServiceError("CONFLICT", "HOST_KEY_DIFFERENT", {}, ["fingerprint"]);
    }
    await tx
      .update(table)
      .set({
        hostKey: row.offeredHostKey,
        hostKeyFingerprint: fingerprint,
        offeredHostKey: null,
        offeredHostKeyFingerprint: null,
        connectionStatus: "unknown",
        lastError: null,
        lastStep: null,
        lastReason: null,
        failingSince: null,
        statusSince: sql`now()`,
        updatedAt: sql`now()`,
      })
      .where(own);
    await audit(tx, ctx, {
      tenantId: row.tenantId,
      action: `${kind}.trustHostKey`,
      object: { type: kind, id, name: row.name },
      before: { hostKeyFingerprint: row.hostKeyFingerprint },
      after: { hostKeyFingerprint: fingerprint },
    });
    return done;
  });
}
