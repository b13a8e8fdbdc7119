import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { type NoticeRule, noticeRules } from "../../domain/notice.ts";
import type { SampleKey } from "../../domain/sample.ts";
import { type NoNextFireReason, noNextFireReasons } from "../../domain/schedule/fire-outcome.ts";
import { type SchedulePolicy, schedulePolicySchema } from "../../domain/schedule/policy.ts";
import type { Strategy } from "../../domain/strategy.ts";
import type { TaskLogState, TaskType } from "../../domain/task-log-state.ts";
import { identity, moment, now, reference } from "./columns.ts";
import { script } from "./script.ts";
import { target } from "./target.ts";
import { tenant } from "./tenant.ts";

/** A script bound to targets and to a way of executing it. */
export const task = pgTable(
  "e_script_task",
  {
    id: identity(),
    tenantId: reference()
      .notNull()
      .references(() => tenant.id),
    name: text().notNull(),
    type: text().$type<TaskType>().notNull(),
    scriptId: reference().notNull(),
    /** The pinned version's number; null follows the latest. */
    scriptVersion: integer(),
    arguments: jsonb().$type<string[]>().notNull().default([]),
    environment: jsonb().$type<Record<string, string>>().notNull().default({}),
    strategy: jsonb().$type<Strategy>().notNull(),
    enabled: boolean().notNull().default(true),
    cron: text(),
    runAt: moment(),
    /** The zone whose clock the schedule follows. */
    timeZone: text(),
    schedule: jsonb().$type<SchedulePolicy>().notNull().default(schedulePolicySchema.parse({})),
    /** The next planned moment; null where there is none, and then why. */
    nextFireAt: moment(),
    noNextFireReason: text().$type<NoNextFireReason>().default("immediate"),
    /** Runs of the schedule that failed since the last good one. */
    failuresInRow: integer().notNull().default(0),
    noticeRule: text().$type<NoticeRule>().notNull().default("failure"),
    /** Whom the message centre tells; null: the tenant's receivers. Empty: nobody. */
    noticeReceivers: jsonb().$type<string[]>(),
    /** Which of the tenant's own channels tell it; null: those that are used by default. */
    noticeChannelIds: jsonb().$type<number[]>(),
    /** Which sample it runs, until somebody changes it: then it is theirs. */
    sample: text().$type<SampleKey>(),
    lastTaskLogId: reference(),
    lastState: text().$type<TaskLogState>(),
    createdById: reference(),
    createdBy: text().notNull(),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
    deletedAt: moment(),
  },
  (t) => [
    unique("e_script_task_tenant_id").on(t.tenantId, t.id),
    foreignKey({
      name: "e_script_task_of_script",
      columns: [t.tenantId, t.scriptId],
      foreignColumns: [script.tenantId, script.id],
    }),
    uniqueIndex("e_script_task_name").on(t.tenantId, t.name).where(sql`deleted_at is null`),
    index("e_script_task_by_script").on(t.tenantId, t.scriptId),
    index("e_script_task_due").on(t.nextFireAt).where(sql`next_fire_at is not null`),
    check("e_script_task_next_fire", sql`(next_fire_at is null) = (no_next_fire_reason is not null)`),
    check(
      "e_script_task_no_next_fire",
      sql.raw(`no_next_fire_reason in (${noNextFireReasons.map((reason) => `'${reason}'`).join(", ")})`),
    ),
    check(
      "e_script_task_notice_rule",
      sql.raw(`notice_rule in (${noticeRules.map((rule) => `'${rule}'`).join(", ")})`),
    ),
    check("e_script_task_type", sql`type in ('immediate', 'once', 'cron')`),
  ],
);

/** Which targets a task runs on. */
export const taskTarget = pgTable(
  "e_script_task_target",
  {
    tenantId: reference().notNull(),
    taskId: reference().notNull(),
    targetId: reference().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.taskId, t.targetId] }),
    foreignKey({
      name: "e_script_task_target_task",
      columns: [t.tenantId, t.taskId],
      foreignColumns: [task.tenantId, task.id],
    }),
    foreignKey({
      name: "e_script_task_target_target",
      columns: [t.tenantId, t.targetId],
      foreignColumns: [target.tenantId, target.id],
    }),
    index("e_script_task_target_by_target").on(t.tenantId, t.targetId),
  ],
);
