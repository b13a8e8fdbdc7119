import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { Language } from "../../domain/language.ts";
import type { Strategy } from "../../domain/strategy.ts";
import type { TaskLogState, TaskType, Trigger } from "../../domain/task-log-state.ts";
import { identity, moment, now, reference } from "./columns.ts";
import { scriptVersion } from "./script.ts";
import { task } from "./task.ts";

/**
 * One execution of a task on all its targets, with the frozen snapshot of what ran. The counters change only
 * under this row's lock, by the number of target logs that really changed.
 */
export const taskLog = pgTable(
  "e_script_task_log",
  {
    id: identity(),
    tenantId: reference().notNull(),
    taskId: reference().notNull(),
    taskName: text().notNull(),
    type: text().$type<TaskType>().notNull(),
    scriptId: reference().notNull(),
    scriptName: text().notNull(),
    scriptVersionId: reference().notNull(),
    scriptVersion: integer().notNull(),
    language: text().$type<Language>().notNull(),
    arguments: jsonb().$type<string[]>().notNull(),
    environment: jsonb().$type<Record<string, string>>().notNull(),
    strategy: jsonb().$type<Strategy>().notNull(),
    trigger: text().$type<Trigger>().notNull(),
    executedById: reference(),
    executedBy: text().notNull(),
    reasonGiven: text(),
    plannedAt: moment(),
    rerunOf: reference(),
    state: text().$type<TaskLogState>().notNull().default("queued"),
    targetCount: integer().notNull(),
    /** The batch that is open, from 1, and how many there are. */
    batch: integer().notNull().default(1),
    batchCount: integer().notNull().default(1),
    /** Pending target logs of the open batch. */
    batchPending: integer().notNull(),
    activeCount: integer().notNull().default(0),
    succeededCount: integer().notNull().default(0),
    failedCount: integer().notNull().default(0),
    unreachableCount: integer().notNull().default(0),
    cancelledCount: integer().notNull().default(0),
    timedOutCount: integer().notNull().default(0),
    skippedCount: integer().notNull().default(0),
    lostCount: integer().notNull().default(0),
    /** A hint: no pending target log of the open batch stands before this position. */
    cursorPosition: integer().notNull().default(0),
    /** The proxies that its targets are behind, as frozen at its start. */
    proxyIds: jsonb().$type<number[]>().notNull().default([]),
    /** Where every pending target log of the open batch is behind a proxy without a free place: those proxies. */
    waitsForProxyIds: jsonb().$type<number[]>(),
    wakeAt: moment(),
    cancelRequestedAt: moment(),
    cancelRequestedBy: text(),
    createdAt: moment().notNull().default(now),
    startedAt: moment(),
    endedAt: moment(),
  },
  (t) => [
    unique("e_script_task_log_tenant_id").on(t.tenantId, t.id),
    foreignKey({
      name: "e_script_task_log_task",
      columns: [t.tenantId, t.taskId],
      foreignColumns: [task.tenantId, task.id],
    }),
    foreignKey({
      name: "e_script_task_log_script_version",
      columns: [t.tenantId, t.scriptVersionId],
      foreignColumns: [scriptVersion.tenantId, scriptVersion.id],
    }),
    index("e_script_task_log_by_task").on(t.tenantId, t.taskId, t.id),
    index("e_script_task_log_by_script").on(t.tenantId, t.scriptId, t.id),
    index("e_script_task_log_by_version").on(t.tenantId, t.scriptVersionId, t.id),
    index("e_script_task_log_by_time").on(t.tenantId, t.createdAt, t.state),
    index("e_script_task_log_by_start").on(t.tenantId, sql`started_at desc nulls last`, sql`id desc`),
    index("e_script_task_log_by_duration").on(
      t.tenantId,
      sql`((extract(epoch from ended_at - started_at) * 1000)::int8) desc nulls last`,
      sql`id desc`,
    ),
    index("e_script_task_log_with_lost").on(t.tenantId, t.createdAt).where(sql`lost_count > 0`),
    index("e_script_task_log_not_ended").on(t.id).where(sql`ended_at is null`),
    check(
      "e_script_task_log_state",
      sql`state in ('queued', 'running', 'paused', 'cancelling', 'succeeded', 'failed', 'cancelled', 'timed_out', 'interrupted')`,
    ),
    check(
      "e_script_task_log_ended",
      sql`(ended_at is not null) = (state in ('succeeded', 'failed', 'cancelled', 'timed_out', 'interrupted'))`,
    ),
    check(
      "e_script_task_log_counts",
      sql`batch_pending >= 0 and active_count >= 0 and batch_pending + active_count + succeeded_count + failed_count + unreachable_count + cancelled_count + timed_out_count + skipped_count + lost_count <= target_count`,
    ),
    check(
      "e_script_task_log_complete",
      sql`ended_at is null or succeeded_count + failed_count + unreachable_count + cancelled_count + timed_out_count + skipped_count + lost_count = target_count`,
    ),
  ],
);
