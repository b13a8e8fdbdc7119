import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { proxy, target } from "../db/tables/target.ts";
import { tenant } from "../db/tables/tenant.ts";
import { defaultCheckIntervalMinutes, refusedLoginMinutes } from "../domain/check-interval.ts";
import type { ConnectionStatus } from "../domain/connection-status.ts";
import type { HostCheckResult } from "../domain/host-check.ts";
import type { HostSubject } from "./host-identity.ts";

type HostTable = typeof target | typeof proxy;

/** What a look says of a host: its status, and, where it failed, at which step, why, and in whose words. */
export type HostFinding = Pick<HostCheckResult, "ok" | "step" | "reason" | "error"> & {
  status: ConnectionStatus;
};

/**
 * Keeps what a look found in the host's row, with since when it is so. Answers whether it is news: another status,
 * or another cause of the same. A row that was moved elsewhere meanwhile hears nothing of its old address.
 */
export async function noteFinding(
  tx: Transaction,
  subject: HostSubject,
  finding: HostFinding,
): Promise<{ news: boolean }> {
  const table = tableOf(subject);
  const rows = await tx.select().from(table).where(here(table, subject)).for("no key update");
  const [before] = rows;
  if (before === undefined) return { news: false };
  const { ok, status, step = null, reason = null, error = null } = finding;
  const sameStatus = before.connectionStatus === status;
  const sameCause = before.lastStep === step && before.lastReason === reason;
  await tx
    .update(table)
    .set({
      connectionStatus: status,
      lastCheckedAt: sql`now()`,
      lastError: error,
      lastStep: step,
      lastReason: reason,
      statusSince: sameStatus && before.statusSince !== null ? before.statusSince : sql`now()`,
      failingSince: ok ? null : sameCause && before.failingSince !== null ? before.failingSince : sql`now()`,
      nextCheckAt: nextCheckAt(table, status),
      // Who has just proved the pinned key is not blocked by another that was seen before.
      ...(ok ? { offeredHostKey: null, offeredHostKeyFingerprint: null } : {}),
    })
    .where(here(table, subject));
  return { news: !sameStatus || (!ok && !sameCause) };
}

/** Steps that only a connection takes: where one of them failed last, a connection disproves it. */
const connectSteps = ["target.dns", "target.tcp", "target.host_key", "target.login"];

/** Somebody's connection to a host stands: one that counted as out of reach is well again. */
export async function noteReached(tx: Transaction, subject: HostSubject): Promise<void> {
  const table = tableOf(subject);
  const steps = sql.param(connectSteps);
  await tx
    .update(table)
    .set({
      connectionStatus: "ok",
      lastCheckedAt: sql`now()`,
      lastError: null,
      lastStep: null,
      lastReason: null,
      statusSince: sql`now()`,
      failingSince: null,
      nextCheckAt: nextCheckAt(table, "ok"),
    })
    .where(
      and(
        here(table, subject),
        sql`${table.connectionStatus} <> 'ok'`,
        sql`(${table.lastStep} is null or ${table.lastStep} = any(${steps}::text[]) or ${table.lastStep} like 'proxy.%')`,
        isNull(table.offeredHostKey),
      ),
    );
}

/**
 * When a host is looked at next: its tenant's interval from now, a tenth more or less, so that hosts which were made
 * together do not stay together.
 */
export function nextCheckAt(table: HostTable, status: ConnectionStatus | SQL): SQL {
  const chosen = sql`(select coalesce(t.check_interval_minutes, ${defaultCheckIntervalMinutes}::int) from ${tenant} t
    where t.id = ${table}.tenant_id)`;
  const minutes = sql`case when ${status} = 'auth_failed' then greatest(${chosen}, ${refusedLoginMinutes}::int)
    else ${chosen} end`;
  return sql`now() + (${minutes}) * (0.9 + 0.2 * random()) * interval '1 minute'`;
}

function tableOf({ kind }: HostSubject): HostTable {
  return kind === "target" ? target : proxy;
}

function here(table: HostTable, { tenantId, id, address, port }: HostSubject): SQL | undefined {
  return and(
    eq(table.tenantId, tenantId),
    eq(table.id, id),
    eq(table.address, address),
    eq(table.port, port),
  );
}
