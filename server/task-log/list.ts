import { and, eq, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, type Scoped, visible } from "../db/in-tenant.ts";
import { contains, nameOrId, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { script } from "../db/tables/script.ts";
import { target } from "../db/tables/target.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { ListPage } from "../domain/list.ts";
import { countsOf, taskLogDuration } from "./columns.ts";
import type { TaskLogListInput } from "./input.ts";
import type { TaskLogItem } from "./output.ts";

/** Where a list's `search` looks. */
export type SearchedName = "task" | "script" | "host";

const sortColumns = {
  createdAt: taskLog.id,
  startedAt: taskLog.startedAt,
  endedAt: taskLog.endedAt,
  duration: taskLogDuration,
};

/** A page of runs, newest first; filters by a task, script or target that the caller cannot see are NOT_FOUND. */
export function listTaskLogs(
  caller: ServiceContext,
  input: TaskLogListInput,
): Promise<ListPage<TaskLogItem>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, task, input.taskId);
    await requireVisible(tx, ctx, script, input.scriptId);
    await requireVisible(tx, ctx, target, input.targetId);
    return pageOfTaskLogs(tx, ctx, input, ["task", "script"]);
  });
}

/** The same for callers that have looked whose the run's owner is. */
export async function pageOfTaskLogs(
  tx: Transaction,
  ctx: Pick<Scoped, "scope">,
  input: Omit<TaskLogListInput, "tenantId">,
  searched: SearchedName[],
): Promise<ListPage<TaskLogItem>> {
  const matching = and(visible(ctx, taskLog.tenantId), ...filters(input), search(input.search, searched));
  const { limit, offset } = pageWindow(input);
  const rows = await tx
    .select({ row: taskLog, durationMs: taskLogDuration })
    .from(taskLog)
    .where(matching)
    .orderBy(...orderBy(sortColumns, input, taskLog.id))
    .limit(limit)
    .offset(offset);
  const items = rows.map(({ row, durationMs }) => taskLogItemOf(row, durationMs));
  return withTotal(tx, items, taskLog, matching);
}

/** A run's row as lists show it. */
export function taskLogItemOf(row: typeof taskLog.$inferSelect, durationMs: number | null): TaskLogItem {
  return { ...row, counts: countsOf(row), durationMs };
}

function filters(input: Omit<TaskLogListInput, "tenantId">): (SQL | undefined)[] {
  return [
    input.taskId === undefined ? undefined : eq(taskLog.taskId, input.taskId),
    input.scriptId === undefined ? undefined : eq(taskLog.scriptId, input.scriptId),
    input.targetId === undefined ? undefined : inArray(taskLog.id, runsOn(input.targetId)),
    input.state && eq(taskLog.state, input.state),
    input.trigger && eq(taskLog.trigger, input.trigger),
    input.from === undefined ? undefined : gte(taskLog.createdAt, input.from),
    input.to === undefined ? undefined : lt(taskLog.createdAt, input.to),
  ];
}

function runsOn(targetId: number): SQL {
  return sql`(select ${targetLog.taskLogId} from ${targetLog} where ${targetLog.tenantId} = ${taskLog.tenantId}
    and ${targetLog.targetId} = ${targetId})`;
}

function search(text: string | undefined, searched: SearchedName[]): SQL | undefined {
  if (text === undefined || text === "") return undefined;
  const looks: Record<SearchedName, SQL> = {
    task: nameOrId(taskLog.taskName, taskLog.id, text),
    script: contains(taskLog.scriptName, text),
    host: sql`exists (select from ${targetLog} where ${targetLog.taskLogId} = ${taskLog.id}
      and ${contains(targetLog.hostName, text)})`,
  };
  return or(...searched.map((name) => looks[name]));
}
