import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ConnectionStatus } from "../../domain/connection-status.ts";
import type { LoginMode } from "../../domain/login-mode.ts";
import { identity, moment, now, reference } from "./columns.ts";
import { sshKey } from "./ssh-key.ts";
import { tenant } from "./tenant.ts";

const connectionStatusCheck = sql`connection_status in ('unknown', 'ok', 'unreachable', 'auth_failed', 'host_key_changed')`;

/** What is known of a host's identity and whether it answers; the same for targets and proxies. */
function connection() {
  return {
    username: text().notNull(),
    address: text().notNull(),
    port: integer().notNull().default(22),
    /** Whether algorithms that are offered to nobody else are offered to this host, since it knows no better. */
    oldAlgorithms: boolean().notNull().default(false),
    /** The pinned key as an OpenSSH line; null before first contact. */
    hostKey: text(),
    /** `SHA256:…` of the pinned key, or of the one given before first contact. */
    hostKeyFingerprint: text(),
    /** A key that the host showed and that is not trusted; set when it differs from the pinned one. */
    offeredHostKey: text(),
    offeredHostKeyFingerprint: text(),
    connectionStatus: text().$type<ConnectionStatus>().notNull().default("unknown"),
    lastCheckedAt: moment(),
    lastError: text(),
    /** Where and why the last look failed, in machine words (`proxy.login`, `auth`), and since when for this cause. */
    lastStep: text(),
    lastReason: text(),
    failingSince: moment(),
    /** The key that it lets in, where keys are being changed or were; null: the tenant's current one. */
    keyId: reference(),
    /** Since when the status is what it is. */
    statusSince: moment(),
    /** When it is looked at again by itself; null before the first look, which is somebody's. */
    nextCheckAt: moment(),
  };
}

/** An SSH node through which targets are reached. */
export const proxy = pgTable(
  "e_script_target_proxy",
  {
    id: identity(),
    tenantId: reference()
      .notNull()
      .references(() => tenant.id),
    name: text().notNull(),
    ...connection(),
    /** Targets in hand through this proxy, over all runs and workers. */
    activeCount: integer().notNull().default(0),
    createdById: reference(),
    createdBy: text().notNull(),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
    deletedAt: moment(),
  },
  (t) => [
    unique("e_script_target_proxy_tenant_id").on(t.tenantId, t.id),
    foreignKey({
      name: "e_script_target_proxy_key",
      columns: [t.tenantId, t.keyId],
      foreignColumns: [sshKey.tenantId, sshKey.id],
    }),
    uniqueIndex("e_script_target_proxy_name").on(t.tenantId, t.name).where(sql`deleted_at is null`),
    index("e_script_target_proxy_next_check").on(t.nextCheckAt).where(sql`deleted_at is null`),
    check("e_script_target_proxy_status", connectionStatusCheck),
    check("e_script_target_proxy_port", sql`port between 1 and 65535`),
    check("e_script_target_proxy_active", sql`active_count >= 0`),
  ],
);

/** A host that scripts run on. */
export const target = pgTable(
  "e_script_target",
  {
    id: identity(),
    tenantId: reference()
      .notNull()
      .references(() => tenant.id),
    hostId: text(),
    name: text().notNull(),
    cloudPool: text(),
    region: text(),
    labels: jsonb().$type<Record<string, string>>().notNull().default({}),
    ...connection(),
    proxyId: reference(),
    loginMode: text().$type<LoginMode>().notNull().default("platform_key"),
    /** The console's own sample host: its row cannot be edited, and loopback is its address by design. */
    sandbox: boolean().notNull().default(false),
    /** Whether the sandbox's scripts have no user of their own: what they may do, the console may. */
    sandboxRunsAsConsole: boolean().notNull().default(false),
    createdById: reference(),
    createdBy: text().notNull(),
    createdAt: moment().notNull().default(now),
    updatedAt: moment().notNull().default(now),
    deletedAt: moment(),
  },
  (t) => [
    unique("e_script_target_tenant_id").on(t.tenantId, t.id),
    foreignKey({
      name: "e_script_target_of_proxy",
      columns: [t.tenantId, t.proxyId],
      foreignColumns: [proxy.tenantId, proxy.id],
    }),
    foreignKey({
      name: "e_script_target_key",
      columns: [t.tenantId, t.keyId],
      foreignColumns: [sshKey.tenantId, sshKey.id],
    }),
    uniqueIndex("e_script_target_name").on(t.tenantId, t.name).where(sql`deleted_at is null`),
    uniqueIndex("e_script_target_host_id").on(t.tenantId, t.hostId).where(sql`deleted_at is null`),
    index("e_script_target_by_proxy").on(t.tenantId, t.proxyId),
    index("e_script_target_next_check").on(t.nextCheckAt).where(sql`deleted_at is null`),
    check("e_script_target_status", connectionStatusCheck),
    check("e_script_target_port", sql`port between 1 and 65535`),
    check("e_script_target_login_mode", sql`login_mode in ('platform_key', 'proxy_identity')`),
  ],
);
