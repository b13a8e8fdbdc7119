import { boolean, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { identity, moment, now } from "./columns.ts";

/** The wall between customers. Disabled, never deleted. */
export const tenant = pgTable(
  "tenant",
  {
    id: identity(),
    name: text().notNull(),
    timeZone: text().notNull(),
    disabled: boolean().notNull().default(false),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
  },
  (t) => [uniqueIndex("tenant_name").on(t.name)],
);
