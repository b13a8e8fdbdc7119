import { sql } from "drizzle-orm";
import { check, foreignKey, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { HostCheckKind, HostCheckResult, HostCheckStep } from "../../domain/host-check.ts";
import { bytea, identity, moment, now, reference } from "./columns.ts";
import { proxy, target } from "./target.ts";
import { targetLog } from "./target-log.ts";
import { worker } from "./worker.ts";

/** A look at a host asked of a worker: a test, or what became of a lost script. Steps appear as they come. */
export const hostCheck = pgTable(
  "host_check",
  {
    id: identity(),
    tenantId: reference().notNull(),
    kind: text().$type<HostCheckKind>().notNull(),
    targetId: reference(),
    proxyId: reference(),
    targetLogId: reference(),
    /** Of several that were asked for at once: the first one's id. */
    batchId: reference(),
    /** The one worker that can open what is sealed here. */
    forWorkerId: reference().references(() => worker.id),
    sealedInput: bytea(),
    steps: jsonb().$type<HostCheckStep[]>().notNull().default([]),
    result: jsonb().$type<HostCheckResult>(),
    workerId: reference().references(() => worker.id),
    requestedBy: text().notNull(),
    createdAt: moment().notNull().default(now),
    takenAt: moment(),
    endedAt: moment(),
  },
  (t) => [
    foreignKey({
      name: "host_check_target",
      columns: [t.tenantId, t.targetId],
      foreignColumns: [target.tenantId, target.id],
    }),
    foreignKey({
      name: "host_check_proxy",
      columns: [t.tenantId, t.proxyId],
      foreignColumns: [proxy.tenantId, proxy.id],
    }),
    foreignKey({
      name: "host_check_target_log",
      columns: [t.tenantId, t.targetLogId],
      foreignColumns: [targetLog.tenantId, targetLog.id],
    }),
    index("host_check_open").on(t.id).where(sql`ended_at is null`),
    index("host_check_of_target").on(t.tenantId, t.targetId, t.id).where(sql`target_id is not null`),
    index("host_check_of_proxy").on(t.tenantId, t.proxyId, t.id).where(sql`proxy_id is not null`),
    index("host_check_of_batch").on(t.batchId).where(sql`batch_id is not null`),
    index("host_check_sealed").on(t.createdAt).where(sql`sealed_input is not null`),
    check("host_check_kind", sql`kind in ('test', 'outcome', 'install', 'move')`),
    check("host_check_subject", sql`num_nonnulls(target_id, proxy_id, target_log_id) = 1`),
  ],
);
