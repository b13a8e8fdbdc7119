import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import type { ListPage } from "../domain/list.ts";
import { pageOfTaskLogs } from "../task-log/list.ts";
import type { TaskLogItem } from "../task-log/output.ts";
import type { ScriptHistoryInput } from "./input.ts";
import { ownScript } from "./load.ts";

/** A script's runs across tasks, newest first; `search` looks in task and host names. */
export function scriptHistory(
  ctx: ServiceContext,
  input: ScriptHistoryInput,
): Promise<ListPage<TaskLogItem>> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const { id } = await ownScript(tx, ctx, input.id);
    return pageOfTaskLogs(tx, ctx, { ...input, scriptId: id }, ["task", "host"]);
  });
}
