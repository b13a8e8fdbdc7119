import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { Role, TokenScope } from "../../domain/role.ts";
import { identity, moment, now, reference } from "./columns.ts";
import { tenant } from "./tenant.ts";

/** Who may sign in. Deleted users keep their row, so that what they did still has a name. */
export const userAccount = pgTable(
  "user_account",
  {
    id: identity(),
    tenantId: reference()
      .notNull()
      .references(() => tenant.id),
    email: text().notNull(),
    name: text().notNull(),
    role: text().$type<Role>().notNull(),
    passwordHash: text(),
    oidcIssuer: text(),
    oidcSubject: text(),
    disabled: boolean().notNull().default(false),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
    deletedAt: moment(),
  },
  (t) => [
    unique("user_account_tenant_id").on(t.tenantId, t.id),
    uniqueIndex("user_account_email").on(sql`lower(${t.email})`).where(sql`deleted_at is null`),
    uniqueIndex("user_account_oidc").on(t.oidcIssuer, t.oidcSubject).where(sql`deleted_at is null`),
    check("user_account_role", sql`role in ('system_admin', 'tenant_admin')`),
  ],
);

/** A browser that signed in. The cookie holds the random id, this row only its hash. */
export const userSession = pgTable(
  "user_session",
  {
    id: identity(),
    tenantId: reference().notNull(),
    userId: reference().notNull(),
    idHash: text().notNull().unique(),
    address: text(),
    agent: text(),
    createdAt: moment().notNull().default(now),
    lastSeenAt: moment().notNull().default(now),
    endedAt: moment(),
  },
  (t) => [
    foreignKey({
      name: "user_session_user",
      columns: [t.tenantId, t.userId],
      foreignColumns: [userAccount.tenantId, userAccount.id],
    }),
    index("user_session_by_user").on(t.tenantId, t.userId),
  ],
);

/** An open offer to set the first password; the link holds the random token, this row only its hash. */
export const invitation = pgTable(
  "invitation",
  {
    id: identity(),
    tenantId: reference().notNull(),
    userId: reference().notNull(),
    tokenHash: text().notNull().unique(),
    createdAt: moment().notNull().default(now),
    expiresAt: moment().notNull(),
    acceptedAt: moment(),
  },
  (t) => [
    foreignKey({
      name: "invitation_user",
      columns: [t.tenantId, t.userId],
      foreignColumns: [userAccount.tenantId, userAccount.id],
    }),
  ],
);

/** A bearer of the API, `hrt_<id>_<secret>`; only the secret's SHA-256 is kept. */
export const apiToken = pgTable(
  "api_token",
  {
    id: identity(),
    tenantId: reference().notNull(),
    userId: reference().notNull(),
    name: text().notNull(),
    scope: text().$type<TokenScope>().notNull(),
    secretHash: text().notNull(),
    createdAt: moment().notNull().default(now),
    expiresAt: moment().notNull(),
    lastUsedAt: moment(),
    deletedAt: moment(),
  },
  (t) => [
    foreignKey({
      name: "api_token_user",
      columns: [t.tenantId, t.userId],
      foreignColumns: [userAccount.tenantId, userAccount.id],
    }),
    uniqueIndex("api_token_name").on(t.tenantId, t.userId, t.name).where(sql`deleted_at is null`),
    check("api_token_scope", sql`scope in ('read', 'write', 'admin')`),
  ],
);
