import { and, eq } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import { auditReading } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { found } from "../errors.ts";

export type TargetLogRow = typeof targetLog.$inferSelect;

/** The target log, or NOT_FOUND for "absent" and "not yours" alike. */
export async function ownTargetLog(tx: Transaction, ctx: ServiceContext, id: number): Promise<TargetLogRow> {
  const rows = await tx
    .select()
    .from(targetLog)
    .where(and(eq(targetLog.id, id), visible(ctx, targetLog.tenantId)));
  return found(rows[0]);
}

/** The same for who will read its output: in another tenant that is written to the audit. */
export async function ownOutput(tx: Transaction, ctx: ServiceContext, id: number): Promise<TargetLogRow> {
  const row = await ownTargetLog(tx, ctx, id);
  await auditReading(tx, ctx, {
    tenantId: row.tenantId,
    action: "targetLog.output",
    object: { type: "targetLog", id: row.id, name: row.hostName },
  });
  return row;
}
