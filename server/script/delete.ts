import { and, eq, isNull, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { script } from "../db/tables/script.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import { livingScript, type ScriptRow } from "./load.ts";

/**
 * Hides a script; its name is free again, and runs that used it keep their snapshot. Refused while a run that
 * has not ended or an enabled schedule uses it. It hides first and looks then: a start that reads the script
 * `FOR SHARE` either came before, and is found, or waits and finds no script.
 */
export function deleteScript(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .update(script)
      .set({ deletedAt: sql`now()` })
      .where(livingScript(ctx, id))
      .returning();
    const hidden = found(rows[0]);
    const users = await usersOf(tx, hidden);
    if (users.length > 0) {
      throw new ServiceError("CONFLICT", "SCRIPT_IN_USE", { names: nameList(ctx.locale, users) });
    }
    await audit(tx, ctx, {
      tenantId: hidden.tenantId,
      action: "script.delete",
      object: { type: "script", id, name: hidden.name },
    });
    return done;
  });
}

/** Names of tasks that are running the script now or are scheduled to. */
async function usersOf(tx: Transaction, { id, tenantId }: ScriptRow): Promise<string[]> {
  const running = tx
    .select({ name: taskLog.taskName })
    .from(taskLog)
    .where(and(eq(taskLog.tenantId, tenantId), eq(taskLog.scriptId, id), isNull(taskLog.endedAt)));
  const scheduled = tx
    .select({ name: task.name })
    .from(task)
    .where(
      and(
        eq(task.tenantId, tenantId),
        eq(task.scriptId, id),
        isNull(task.deletedAt),
        eq(task.enabled, true),
        sql`${task.type} <> 'immediate'`,
      ),
    );
  return (await running.union(scheduled)).map((row) => row.name).sort();
}
