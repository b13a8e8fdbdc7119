import { and, eq, notInArray, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { target } from "../db/tables/target.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { terminalTargetLogStates } from "../domain/target-log-state.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import { livingTarget, refuseSandbox, type TargetRow } from "./load.ts";

/**
 * Hides a target and takes it out of tasks; its name is free again, and its logs keep their snapshot. Refused
 * while it has a part in a run that has not ended, or an enabled schedule uses it. It hides first and looks
 * then: a start that reads the target `FOR SHARE` either came before, and is found, or waits and leaves it out.
 */
export function deleteTarget(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .update(target)
      .set({ deletedAt: sql`now()` })
      .where(livingTarget(ctx, id))
      .returning();
    const hidden = found(rows[0]);
    refuseSandbox(hidden);
    const users = await usersOf(tx, hidden);
    if (users.length > 0) {
      throw new ServiceError("CONFLICT", "TARGET_IN_USE", { names: nameList(ctx.locale, users) });
    }
    await tx
      .delete(taskTarget)
      .where(and(eq(taskTarget.tenantId, hidden.tenantId), eq(taskTarget.targetId, id)));
    await audit(tx, ctx, {
      tenantId: hidden.tenantId,
      action: "target.delete",
      object: { type: "target", id, name: hidden.name },
    });
    return done;
  });
}

/** Names of tasks that are running on the target now or are scheduled to. */
async function usersOf(tx: Transaction, { id, tenantId }: TargetRow): Promise<string[]> {
  const running = tx
    .select({ name: taskLog.taskName })
    .from(targetLog)
    .innerJoin(taskLog, and(eq(taskLog.tenantId, targetLog.tenantId), eq(taskLog.id, targetLog.taskLogId)))
    .where(
      and(
        eq(targetLog.tenantId, tenantId),
        eq(targetLog.targetId, id),
        notInArray(targetLog.state, [...terminalTargetLogStates]),
      ),
    );
  const scheduled = tx
    .select({ name: task.name })
    .from(taskTarget)
    .innerJoin(task, and(eq(task.tenantId, taskTarget.tenantId), eq(task.id, taskTarget.taskId)))
    .where(
      and(
        eq(taskTarget.tenantId, tenantId),
        eq(taskTarget.targetId, id),
        sql`${task.deletedAt} is null and ${task.enabled} and ${task.type} <> 'immediate'`,
      ),
    );
  return (await running.union(scheduled)).map((row) => row.name).sort();
}
