import { and, inArray, isNotNull, isNull } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { type Deletion, deleteMany, deleteOne, inUse } from "../delete-many.ts";
import { ServiceError } from "../errors.ts";
import { cancelQueued } from "../schedule/fire-row.ts";
import { without } from "../schedule/next-fire.ts";

/** Hides a task; its name is free again, and its logs stay. Refused while a run of it has not ended. */
export function deleteTask(ctx: ServiceContext, input: { id: number }) {
  requireScope(ctx, "write");
  return deleteOne(ctx, input, deletion);
}

/** The same for many; what is refused does not keep the others from it. */
export function deleteTasks(ctx: ServiceContext, input: { ids: number[] }) {
  requireScope(ctx, "write");
  return deleteMany(ctx, input, deletion);
}

const deletion: Deletion<typeof task> = {
  kind: "task",
  table: task,
  refusals: async (tx, _ctx, hidden) => {
    const ids = hidden.map(({ id }) => id);
    const tenants = [...new Set(hidden.map(({ tenantId }) => tenantId))];
    const running = await tx
      .select({ id: taskLog.taskId, name: taskLog.taskName })
      .from(taskLog)
      .where(and(inArray(taskLog.tenantId, tenants), inArray(taskLog.taskId, ids), isNull(taskLog.endedAt)));
    return inUse(running, () => new ServiceError("CONFLICT", "TASK_RUNNING"));
  },
  takeOut: async (tx, gone) => {
    const ids = gone.map(({ id }) => id);
    const tenants = [...new Set(gone.map(({ tenantId }) => tenantId))];
    await tx
      .update(task)
      .set({ enabled: false })
      .where(and(inArray(task.tenantId, tenants), inArray(task.id, ids)));
    await tx
      .update(task)
      .set(without("stopped"))
      .where(and(inArray(task.tenantId, tenants), inArray(task.id, ids), isNotNull(task.nextFireAt)));
    for (const id of ids) await cancelQueued(tx, id, "deleted");
    await tx
      .delete(taskTarget)
      .where(and(inArray(taskTarget.tenantId, tenants), inArray(taskTarget.taskId, ids)));
  },
};
