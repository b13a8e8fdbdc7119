import { and, eq, inArray, isNull, notInArray, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { target } from "../db/tables/target.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { type Deletion, deleteMany, deleteOne, inUse } from "../delete-many.ts";
import { terminalTargetLogStates } from "../domain/target-log-state.ts";
import { ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import type { TargetRow } from "./load.ts";

/**
 * Hides a target and takes it out of tasks; its name is free again, and its logs keep their snapshot. Refused
 * while it has a part in a run that has not ended, or an enabled schedule uses it.
 */
export function deleteTarget(ctx: ServiceContext, input: { id: number }) {
  requireScope(ctx, "write");
  return deleteOne(ctx, input, deletion);
}

/** The same for many; what is refused does not keep the others from it. */
export function deleteTargets(ctx: ServiceContext, input: { ids: number[] }) {
  requireScope(ctx, "write");
  return deleteMany(ctx, input, deletion);
}

const deletion: Deletion<typeof target> = {
  kind: "target",
  table: target,
  refusals: async (tx, { locale }, hidden) => {
    const used = inUse(
      await usersOf(tx, hidden),
      (names) => new ServiceError("CONFLICT", "TARGET_IN_USE", { names: nameList(locale, names) }),
    );
    // The console's own sample host stays as it was made.
    for (const { id, sandbox } of hidden)
      if (sandbox) used.set(id, new ServiceError("FORBIDDEN", "SANDBOX_FIXED"));
    return used;
  },
  takeOut: async (tx, gone) => {
    const ids = gone.map(({ id }) => id);
    const tenants = [...new Set(gone.map(({ tenantId }) => tenantId))];
    await tx
      .delete(taskTarget)
      .where(and(inArray(taskTarget.tenantId, tenants), isOneOf(taskTarget.targetId, ids)));
  },
};

/** One value, however many they are: a statement of thousands of values is slow to put together. */
function isOneOf(column: AnyPgColumn, ids: number[]): SQL {
  return sql`${column} = any(${sql.param(ids)}::bigint[])`;
}

/** Names of tasks that are running on the targets now or are scheduled to. */
async function usersOf(tx: Transaction, targets: TargetRow[]) {
  const ids = targets.map(({ id }) => id);
  const tenants = [...new Set(targets.map(({ tenantId }) => tenantId))];
  // From the runs that have not ended, which are few: the logs of a host may be many.
  const running = tx
    .select({ id: targetLog.targetId, name: taskLog.taskName })
    .from(taskLog)
    .innerJoin(targetLog, and(eq(targetLog.tenantId, taskLog.tenantId), eq(targetLog.taskLogId, taskLog.id)))
    .where(
      and(
        inArray(taskLog.tenantId, tenants),
        isNull(taskLog.endedAt),
        isOneOf(targetLog.targetId, ids),
        notInArray(targetLog.state, [...terminalTargetLogStates]),
      ),
    );
  const scheduled = tx
    .select({ id: taskTarget.targetId, name: task.name })
    .from(taskTarget)
    .innerJoin(task, and(eq(task.tenantId, taskTarget.tenantId), eq(task.id, taskTarget.taskId)))
    .where(
      and(
        inArray(taskTarget.tenantId, tenants),
        isOneOf(taskTarget.targetId, ids),
        sql`${task.deletedAt} is null and ${task.enabled} and ${task.type} <> 'immediate'`,
      ),
    );
  return running.union(scheduled);
}
