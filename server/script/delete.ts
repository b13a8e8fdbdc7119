import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { script } from "../db/tables/script.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { type Deletion, deleteMany, deleteOne, inUse } from "../delete-many.ts";
import { ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import type { ScriptRow } from "./load.ts";

/**
 * Hides a script; its name is free again, and runs that used it keep their snapshot. Refused while a run that
 * has not ended or an enabled schedule uses it.
 */
export function deleteScript(ctx: ServiceContext, input: { id: number }) {
  requireScope(ctx, "write");
  return deleteOne(ctx, input, deletion);
}

/** The same for many; what is refused does not keep the others from it. */
export function deleteScripts(ctx: ServiceContext, input: { ids: number[] }) {
  requireScope(ctx, "write");
  return deleteMany(ctx, input, deletion);
}

const deletion: Deletion<typeof script> = {
  kind: "script",
  table: script,
  refusals: async (tx, { locale }, hidden) =>
    inUse(
      await usersOf(tx, hidden),
      (names) => new ServiceError("CONFLICT", "SCRIPT_IN_USE", { names: nameList(locale, names) }),
    ),
};

/** Names of tasks that are running the scripts now or are scheduled to. */
async function usersOf(tx: Transaction, scripts: ScriptRow[]) {
  const ids = scripts.map(({ id }) => id);
  const tenants = [...new Set(scripts.map(({ tenantId }) => tenantId))];
  const running = tx
    .select({ id: taskLog.scriptId, name: taskLog.taskName })
    .from(taskLog)
    .where(and(inArray(taskLog.tenantId, tenants), inArray(taskLog.scriptId, ids), isNull(taskLog.endedAt)));
  const scheduled = tx
    .select({ id: task.scriptId, name: task.name })
    .from(task)
    .where(
      and(
        inArray(task.tenantId, tenants),
        inArray(task.scriptId, ids),
        isNull(task.deletedAt),
        eq(task.enabled, true),
        sql`${task.type} <> 'immediate'`,
      ),
    );
  return running.union(scheduled);
}
