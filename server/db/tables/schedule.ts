import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ClosedPeriods } from "../../domain/schedule/closed.ts";
import { type FireOutcome, fireOutcomes } from "../../domain/schedule/fire-outcome.ts";
import { identity, moment, now, reference } from "./columns.ts";
import { task } from "./task.ts";
import { taskLog } from "./task-log.ts";
import { tenant } from "./tenant.ts";

/** One planned moment of a task's schedule, and what became of it. Its key is what makes a moment count once. */
export const scheduleFire = pgTable(
  "schedule_fire",
  {
    tenantId: reference().notNull(),
    taskId: reference().notNull(),
    fireAt: moment().notNull(),
    outcome: text().$type<FireOutcome>().notNull(),
    /** Why, as a code: a reason of ours, or of the error that refused the run; with what its sentence names. */
    reason: text(),
    reasonValues: jsonb().$type<Record<string, string | number>>(),
    /** Of many missed at once one row tells: how many, and the last of them. */
    count: integer().notNull().default(1),
    lastFireAt: moment(),
    /** How much later than planned its run was started. */
    latenessMs: bigint({ mode: "number" }),
    taskLogId: reference(),
    /** The run that was in its way, or that was stopped for it. */
    inTheWayId: reference(),
    /** The calendar that closed it, and its name then. */
    calendarId: reference(),
    calendarName: text(),
    /** Who took it out of the queue. */
    cancelledBy: text(),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
  },
  (t) => [
    primaryKey({ columns: [t.taskId, t.fireAt] }),
    foreignKey({
      name: "schedule_fire_task",
      columns: [t.tenantId, t.taskId],
      foreignColumns: [task.tenantId, task.id],
    }),
    foreignKey({
      name: "schedule_fire_task_log",
      columns: [t.tenantId, t.taskLogId],
      foreignColumns: [taskLog.tenantId, taskLog.id],
    }),
    index("schedule_fire_queued").on(t.taskId).where(sql`outcome = 'queued'`),
    index("schedule_fire_of_task_log").on(t.tenantId, t.taskLogId).where(sql`task_log_id is not null`),
    check(
      "schedule_fire_outcome",
      sql.raw(`outcome in (${fireOutcomes.map((outcome) => `'${outcome}'`).join(", ")})`),
    ),
  ],
);

/** A tenant's closed periods, in which no schedule of a task that names them runs. */
export const calendar = pgTable(
  "calendar",
  {
    id: identity(),
    tenantId: reference()
      .notNull()
      .references(() => tenant.id),
    name: text().notNull(),
    timeZone: text().notNull(),
    weekly: jsonb().$type<ClosedPeriods["weekly"]>().notNull().default([]),
    dated: jsonb().$type<ClosedPeriods["dated"]>().notNull().default([]),
    createdBy: text().notNull(),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
    deletedAt: moment(),
  },
  (t) => [uniqueIndex("calendar_name").on(t.tenantId, t.name).where(sql`deleted_at is null`)],
);
