import { and, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { HostKey } from "../ssh/route.ts";

/** A row that stands for a host: a target or a proxy, at the address where it was met. */
export interface HostSubject {
  kind: HostKind;
  id: number;
  tenantId: number;
  address: string;
  port: number;
}

/**
 * Pins the key that a host shows at first contact; afterwards compares. Guarded by the address: a row that was
 * moved elsewhere meanwhile does not get the old host's key. Answers whether the key is the pinned one.
 */
export function pinHostKey(database: Database, subject: HostSubject, key: HostKey): Promise<boolean> {
  const table = subject.kind === "target" ? target : proxy;
  const here = and(
    eq(table.tenantId, subject.tenantId),
    eq(table.id, subject.id),
    eq(table.address, subject.address),
    eq(table.port, subject.port),
  );
  return inTenant({ database, scope: { tenantId: subject.tenantId } }, async (tx) => {
    await tx
      .update(table)
      .set({ hostKey: key.line, hostKeyFingerprint: key.fingerprint })
      .where(and(here, isNull(table.hostKey)));
    const rows = await tx.select({ hostKey: table.hostKey }).from(table).where(here);
    return rows[0]?.hostKey === key.line;
  });
}

/** Keeps the key that a host showed instead of the pinned one; the host is blocked until somebody trusts it. */
export function keepOfferedKey(database: Database, subject: HostSubject, key: HostKey): Promise<void> {
  const table = subject.kind === "target" ? target : proxy;
  return inTenant({ database, scope: { tenantId: subject.tenantId } }, async (tx) => {
    await tx
      .update(table)
      .set({
        offeredHostKey: key.line,
        offeredHostKeyFingerprint: key.fingerprint,
        connectionStatus: "host_key_changed",
        lastCheckedAt: sql`now()`,
        lastError: `host key changed to ${key.fingerprint}`,
        lastStep: "target.host_key",
        lastReason: "host_key",
        statusSince: sql`case when ${table.connectionStatus} = 'host_key_changed' then ${table.statusSince} else now() end`,
      })
      .where(
        and(
          eq(table.tenantId, subject.tenantId),
          eq(table.id, subject.id),
          eq(table.address, subject.address),
          eq(table.port, subject.port),
        ),
      );
  });
}

/** Notes the key that a host was just logged in to with, where it was known by another one. */
export function letsIn(database: Database, subject: HostSubject, keyId: number): Promise<void> {
  const table = subject.kind === "target" ? target : proxy;
  return inTenant({ database, scope: { tenantId: subject.tenantId } }, async (tx) => {
    await tx
      .update(table)
      .set({ keyId })
      .where(
        and(
          eq(table.tenantId, subject.tenantId),
          eq(table.id, subject.id),
          isNotNull(table.keyId),
          ne(table.keyId, keyId),
        ),
      );
  });
}
