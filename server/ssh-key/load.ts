import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { sshKey } from "../db/tables/ssh-key.ts";

/** The pair that a tenant logs in with; undefined before a worker made it. */
export async function livingKey(
  tx: Transaction,
  tenantId: number,
): Promise<typeof sshKey.$inferSelect | undefined> {
  const rows = await tx
    .select()
    .from(sshKey)
    .where(and(eq(sshKey.tenantId, tenantId), isNull(sshKey.retiredAt)))
    .orderBy(sshKey.id)
    .limit(1);
  return rows[0];
}
