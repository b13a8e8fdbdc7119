import { bigint, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { identity, moment, now, reference } from "./columns.ts";
import { tenant } from "./tenant.ts";

/** Who changed what; append-only, which the database enforces. Secrets stand in it as "changed". */
export const auditLog = pgTable(
  "audit_log",
  {
    id: identity(),
    tenantId: reference()
      .notNull()
      .references(() => tenant.id),
    at: moment().notNull().default(now),
    userId: reference(),
    userName: text().notNull(),
    via: text().$type<"session" | "token" | "command" | "system">().notNull(),
    viaId: reference(),
    action: text().notNull(),
    objectType: text().notNull(),
    objectId: reference(),
    objectName: text(),
    before: jsonb(),
    after: jsonb(),
    crossing: text(),
    address: text(),
    requestId: text(),
  },
  (t) => [
    index("audit_log_by_tenant").on(t.tenantId, t.id),
    index("audit_log_by_object").on(t.tenantId, t.objectType, t.objectId, t.id),
  ],
);

/** The first answer to a verb with this key; a repeated call gets the same one for 24 hours. */
export const idempotencyKey = pgTable(
  "idempotency_key",
  {
    tenantId: bigint({ mode: "number" })
      .notNull()
      .references(() => tenant.id),
    verb: text().notNull(),
    key: text().notNull(),
    inputHash: text().notNull(),
    result: jsonb(),
    createdAt: moment().notNull().default(now),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.verb, t.key] })],
);
