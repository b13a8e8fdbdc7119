import { and, eq, isNull, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { inTenant } from "../db/in-tenant.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { livingTask } from "./load.ts";

/**
 * Hides a task; its name is free again, and its logs stay. Refused while a run of it has not ended. It hides
 * first and looks then: a start locks the task's row, so it either came before, and is found, or finds no task.
 */
export function deleteTask(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .update(task)
      .set({ deletedAt: sql`now()`, enabled: false })
      .where(livingTask(ctx, id))
      .returning();
    const { tenantId, name } = found(rows[0]);
    const running = await tx
      .select({ id: taskLog.id })
      .from(taskLog)
      .where(and(eq(taskLog.tenantId, tenantId), eq(taskLog.taskId, id), isNull(taskLog.endedAt)))
      .limit(1);
    if (running.length > 0) throw new ServiceError("CONFLICT", "TASK_RUNNING");
    await tx.delete(taskTarget).where(and(eq(taskTarget.tenantId, tenantId), eq(taskTarget.taskId, id)));
    await audit(tx, ctx, { tenantId, action: "task.delete", object: { type: "task", id, name } });
    return done;
  });
}
