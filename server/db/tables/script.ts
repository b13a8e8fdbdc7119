import { sql } from "drizzle-orm";
import { foreignKey, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { Language } from "../../domain/language.ts";
import type { SampleKey } from "../../domain/sample.ts";
import { identity, moment, now, reference } from "./columns.ts";
import { tenant } from "./tenant.ts";

/** An executable text in one language; its content lives in its versions. */
export const script = pgTable(
  "e_script",
  {
    id: identity(),
    tenantId: reference()
      .notNull()
      .references(() => tenant.id),
    name: text().notNull(),
    language: text().$type<Language>().notNull(),
    description: text().notNull().default(""),
    currentVersion: integer().notNull().default(1),
    /** Which sample it is, until somebody changes it: then it is theirs. */
    sample: text().$type<SampleKey>(),
    createdById: reference(),
    createdBy: text().notNull(),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
    deletedAt: moment(),
  },
  (t) => [
    unique("e_script_tenant_id").on(t.tenantId, t.id),
    uniqueIndex("e_script_name").on(t.tenantId, t.name).where(sql`deleted_at is null`),
  ],
);

/** One save of a script's content; immutable. */
export const scriptVersion = pgTable(
  "e_script_version",
  {
    id: identity(),
    tenantId: reference().notNull(),
    scriptId: reference().notNull(),
    number: integer().notNull(),
    content: text().notNull(),
    sha256: text().notNull(),
    parameters: jsonb().$type<unknown[]>().notNull().default([]),
    authorId: reference(),
    author: text().notNull(),
    note: text().notNull().default(""),
    createdAt: moment().notNull().default(now),
  },
  (t) => [
    unique("e_script_version_tenant_id").on(t.tenantId, t.id),
    foreignKey({
      name: "e_script_version_script",
      columns: [t.tenantId, t.scriptId],
      foreignColumns: [script.tenantId, script.id],
    }),
    uniqueIndex("e_script_version_number").on(t.tenantId, t.scriptId, t.number),
  ],
);
