import { sql } from "drizzle-orm";
import { foreignKey, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea, identity, moment, now, reference } from "./columns.ts";
import { tenant } from "./tenant.ts";

/** The half of the master key that everybody may read, with a known box that the private half must open. */
export const sealingKey = pgTable("sealing_key", {
  id: text().primaryKey(),
  publicKey: bytea().notNull(),
  knownBox: bytea().notNull(),
  createdAt: moment().notNull().default(now),
});

/** A tenant's SSH key pair; the private half is a box that only the worker opens. */
export const sshKey = pgTable(
  "ssh_key",
  {
    id: identity(),
    tenantId: reference().notNull(),
    name: text().notNull(),
    publicKey: text().notNull(),
    fingerprint: text().notNull(),
    sealedPrivateKey: bytea().notNull(),
    createdAt: moment().notNull().default(now),
    /** When another took its place; it still logs in to the hosts that have not been moved to that one. */
    supersededAt: moment(),
    /** When somebody stopped moving hosts away from it. */
    moveStoppedAt: moment(),
    retiredAt: moment(),
  },
  (t) => [
    unique("ssh_key_tenant_id").on(t.tenantId, t.id),
    foreignKey({ name: "ssh_key_tenant", columns: [t.tenantId], foreignColumns: [tenant.id] }),
    uniqueIndex("ssh_key_name")
      .on(t.tenantId, t.name)
      .where(sql`retired_at is null and superseded_at is null`),
    // One key goes at a time.
    uniqueIndex("ssh_key_superseded")
      .on(t.tenantId)
      .where(sql`retired_at is null and superseded_at is not null`),
  ],
);
