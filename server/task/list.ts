import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { nameOrId, orderBy, pageWindow, rankOf, withTotal } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { script } from "../db/tables/script.ts";
import { target } from "../db/tables/target.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { ListPage } from "../domain/list.ts";
import type { Locale } from "../domain/locale.ts";
import { readCron } from "../domain/schedule/cron.ts";
import { type LastRunKind, stateOrder, statesOfKind } from "../domain/task-log-state.ts";
import { cronSentence } from "../schedule/sentence.ts";
import { countsOf } from "../task-log/columns.ts";
import type { TaskListInput } from "./input.ts";
import type { TaskItem } from "./output.ts";

const sortColumns = {
  name: task.name,
  createdAt: task.id,
  updatedAt: task.updatedAt,
  type: task.type,
  script: script.name,
  createdBy: task.createdBy,
  lastRun: task.lastTaskLogId,
  state: rankOf(stateOrder, task.lastState),
  /** What has none is the farthest. */
  nextFireAt: sql`coalesce(${task.nextFireAt}, 'infinity')`,
};

/** A page of tasks, each with the state of its last run. */
export function listTasks(caller: ServiceContext, input: TaskListInput): Promise<ListPage<TaskItem>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, script, input.scriptId);
    await requireVisible(tx, ctx, target, input.targetId);
    const matching = and(visible(ctx, task.tenantId), isNull(task.deletedAt), ...filters(input));
    const { limit, offset } = pageWindow(input);
    const rows = await selectTasks(tx, matching)
      .orderBy(...orderBy(sortColumns, input, task.id))
      .limit(limit)
      .offset(offset);
    return withTotal(
      tx,
      rows.map((row) => taskItemOf(row, ctx.locale)),
      task,
      matching,
    );
  });
}

/** Living targets of a task. */
const targetCount = sql<number>`(select count(*)::int from e_script_task_target tt
  join e_script_target t on t.tenant_id = tt.tenant_id and t.id = tt.target_id and t.deleted_at is null
  where tt.tenant_id = ${task.tenantId} and tt.task_id = ${task.id})`;

/** Tasks with their script and last run. */
export function selectTasks(tx: Transaction, matching: SQL | undefined) {
  return tx
    .select({ row: task, owner: script, last: taskLog, targetCount })
    .from(task)
    .innerJoin(script, and(eq(script.tenantId, task.tenantId), eq(script.id, task.scriptId)))
    .leftJoin(taskLog, and(eq(taskLog.tenantId, task.tenantId), eq(taskLog.id, task.lastTaskLogId)))
    .where(matching)
    .$dynamic();
}

/** A task as lists show it. */
export function taskItemOf({ row, owner, last, targetCount }: SelectedTask, locale: Locale): TaskItem {
  const { id, name, language, currentVersion, deletedAt } = owner;
  return {
    ...row,
    sample: row.sample !== null,
    state: row.lastState,
    counts: last === null ? null : countsOf(last),
    lastTaskLog: last,
    script: { id, name, language, currentVersion, deleted: deletedAt !== null },
    sentence: sentenceOf(row.cron, locale),
    targetCount,
  };
}

/** Null for what is no expression, or means nothing any more. */
function sentenceOf(cron: string | null, locale: Locale): string | null {
  const read = cron === null ? null : readCron(cron);
  return read === null ? null : cronSentence(read.reading, locale);
}

export interface SelectedTask {
  row: typeof task.$inferSelect;
  owner: typeof script.$inferSelect;
  last: typeof taskLog.$inferSelect | null;
  targetCount: number;
}

function filters(input: TaskListInput): (SQL | undefined)[] {
  return [
    input.type && eq(task.type, input.type),
    input.schedule && scheduleIs(input.schedule),
    input.state && eq(task.lastState, input.state),
    input.lastRun && lastRunIs(input.lastRun),
    input.scriptId === undefined ? undefined : eq(task.scriptId, input.scriptId),
    input.targetId === undefined
      ? undefined
      : sql`exists (select from e_script_task_target tt where tt.tenant_id = ${task.tenantId}
          and tt.task_id = ${task.id} and tt.target_id = ${input.targetId})`,
    input.search ? nameOrId(task.name, task.id, input.search) : undefined,
  ];
}

function scheduleIs(schedule: NonNullable<TaskListInput["schedule"]>): SQL {
  return schedule === "planned" ? isNotNull(task.nextFireAt) : eq(task.noNextFireReason, schedule);
}

function lastRunIs(kind: LastRunKind): SQL {
  return kind === "never" ? isNull(task.lastState) : inArray(task.lastState, statesOfKind(kind));
}
