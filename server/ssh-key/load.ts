import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { sshKey } from "../db/tables/ssh-key.ts";

export type KeyRow = typeof sshKey.$inferSelect;

/** The pair that a tenant logs in with; undefined before a worker made it. */
export async function livingKey(tx: Transaction, tenantId: number): Promise<KeyRow | undefined> {
  const rows = await tx
    .select()
    .from(sshKey)
    .where(and(eq(sshKey.tenantId, tenantId), isNull(sshKey.retiredAt), isNull(sshKey.supersededAt)));
  return rows[0];
}

/** The pair before it, for as long as hosts are moved from it to the current one. */
export async function oldKey(tx: Transaction, tenantId: number): Promise<KeyRow | undefined> {
  const rows = await tx
    .select()
    .from(sshKey)
    .where(and(eq(sshKey.tenantId, tenantId), isNull(sshKey.retiredAt), isNotNull(sshKey.supersededAt)));
  return rows[0];
}
