import { and, eq, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import { target } from "../db/tables/target.ts";
import type { ListPage } from "../domain/list.ts";
import { pageOfTargets } from "../target/list.ts";
import type { TargetItem } from "../target/output.ts";
import { pageOfTaskLogs } from "../task-log/list.ts";
import type { TaskLogItem } from "../task-log/output.ts";
import type { TaskHistoryInput, TaskTargetsInput } from "./input.ts";
import { ownTask } from "./load.ts";

/** A page of a task's targets. */
export function listTaskTargets(ctx: ServiceContext, input: TaskTargetsInput): Promise<ListPage<TargetItem>> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const { id, tenantId } = await ownTask(tx, ctx, input.id);
    const ofTask = sql`${target.id} in (select tt.target_id from e_script_task_target tt
      where tt.tenant_id = ${tenantId} and tt.task_id = ${id})`;
    return pageOfTargets(tx, input, and(eq(target.tenantId, tenantId), ofTask));
  });
}

/** A task's runs, newest first; `search` looks in host and script names. */
export function taskHistory(ctx: ServiceContext, input: TaskHistoryInput): Promise<ListPage<TaskLogItem>> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const { id } = await ownTask(tx, ctx, input.id);
    return pageOfTaskLogs(tx, ctx, { ...input, taskId: id }, ["script", "host"]);
  });
}
