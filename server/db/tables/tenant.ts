import { sql } from "drizzle-orm";
import { boolean, check, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { defaultCheckIntervalMinutes, maximumCheckIntervalMinutes } from "../../domain/check-interval.ts";
import {
  defaultMinimumIntervalSeconds,
  maximumMinimumIntervalSeconds,
} from "../../domain/schedule/minimum-interval.ts";
import { identity, moment, now } from "./columns.ts";

/** The wall between customers. Disabled, never deleted. */
export const tenant = pgTable(
  "tenant",
  {
    id: identity(),
    name: text().notNull(),
    timeZone: text().notNull(),
    disabled: boolean().notNull().default(false),
    /** How often each host is looked at by itself; null: never. */
    checkIntervalMinutes: integer().default(defaultCheckIntervalMinutes),
    /** The shortest time between two fires of a task. */
    minimumIntervalSeconds: integer().notNull().default(defaultMinimumIntervalSeconds),
    /** Whom the message centre tells where a task says nothing else; null: the operator's `MANAGER_RECEIVERS`. */
    noticeReceivers: jsonb().$type<string[]>(),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
  },
  (t) => [
    uniqueIndex("tenant_name").on(t.name),
    check(
      "tenant_check_interval",
      sql.raw(`check_interval_minutes between 1 and ${maximumCheckIntervalMinutes}`),
    ),
    check(
      "tenant_minimum_interval",
      sql.raw(`minimum_interval_seconds between 1 and ${maximumMinimumIntervalSeconds}`),
    ),
  ],
);
