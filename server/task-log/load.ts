import { and, eq } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import { auditReading } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { found } from "../errors.ts";

/**
 * A run for who will read its targets' output, or NOT_FOUND for "absent" and "not yours" alike: in another tenant
 * that is written to the audit.
 */
export async function ownRunOutput(tx: Transaction, ctx: ServiceContext, id: number) {
  const runs = await tx
    .select({ id: taskLog.id, tenantId: taskLog.tenantId, taskName: taskLog.taskName })
    .from(taskLog)
    .where(and(eq(taskLog.id, id), visible(ctx, taskLog.tenantId)));
  const run = found(runs[0]);
  await auditReading(tx, ctx, {
    tenantId: run.tenantId,
    action: "targetLog.output",
    object: { type: "taskLog", id, name: run.taskName },
  });
  return run;
}
