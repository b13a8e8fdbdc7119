import { and, eq, getTableColumns, isNull, or, type SQL, sql } from "drizzle-orm";
import type { SealingKeyPair } from "../crypto/suite.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { ConnectionStatus } from "../domain/connection-status.ts";
import type { HostCheckResult, HostCheckStep } from "../domain/host-check.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { installKey } from "../execute/install-key.ts";
import { lookAround } from "../execute/look-around.ts";
import { type HostRow, routeOf, type SshTransport, subjectsOf } from "../execute/ssh-transport.ts";
import { logger } from "../logger.ts";
import { forgiveOncePassword } from "../rate-limit/once-password.ts";
import { RouteError } from "../ssh/errors.ts";
import type { ConnectionPool } from "../ssh/pool.ts";
import type { TenantKeys } from "../ssh-key/execution.ts";
import { keepOfferedKey, pinHostKey } from "../target/host-identity.ts";
import { checkOutcome } from "../target-log/execution.ts";
import { boxSeconds } from "./box-place.ts";
import { StepTeller } from "./step-teller.ts";

const connectMs = 20_000;

export interface HostCheckDeps {
  database: Database;
  pool: ConnectionPool;
  keys: TenantKeys;
  ssh: SshTransport;
  allowLoopback: boolean;
  workerId: number;
  /** Opens what was sealed to this boot. */
  bootKey: SealingKeyPair;
}

/** A check that was taken, with the box that was taken out of it. */
type HostCheck = typeof hostCheck.$inferSelect & { fresh: boolean };

/** Does what a host check asks, once: whoever takes its row does it. Each step is stored as it comes. */
export async function runHostCheck(deps: HostCheckDeps, hostCheckId: number): Promise<void> {
  const check = await take(deps, hostCheckId);
  if (check === undefined) return;
  // Somebody waits: whatever goes wrong, the row gets an end.
  const result = await look(deps, check).catch((error: unknown): HostCheckResult => {
    logger.error({ err: error, hostCheckId }, "a host check failed unexpectedly");
    return { ok: false, reason: "unexpected" };
  });
  await finish(deps.database, check, result);
}

/** Tests of one batch that are made at once. */
const batchWidth = 32;

/** Makes all tests of a batch that nobody has taken yet, some at a time. */
export async function runTestBatch(deps: HostCheckDeps, batchId: number): Promise<void> {
  const rows = await inTenant(asSystem(deps.database), (tx) =>
    tx
      .select({ id: hostCheck.id })
      .from(hostCheck)
      .where(and(eq(hostCheck.batchId, batchId), isNull(hostCheck.takenAt)))
      .orderBy(hostCheck.id),
  );
  const waiting = rows.values();
  const work = async () => {
    for (const { id } of waiting) await runHostCheck(deps, id);
  };
  await Promise.all(Array.from({ length: batchWidth }, work));
}

async function look(deps: HostCheckDeps, check: HostCheck): Promise<HostCheckResult> {
  if (check.targetLogId !== null) return lookForOutcome(deps, check.targetLogId);
  const row = await loadSubject(deps.database, check);
  if (row === undefined) return { ok: false, reason: "deleted" };
  return check.kind === "install" ? install(deps, check, row) : test(deps, check, row);
}

async function lookForOutcome(deps: HostCheckDeps, targetLogId: number): Promise<HostCheckResult> {
  try {
    const outcome = await checkOutcome(deps, targetLogId);
    if (outcome === null) return { ok: false, reason: "deleted" };
    const { result, ...found } = outcome;
    return { ok: true, lateResult: result, ...found };
  } catch (error) {
    return {
      ok: false,
      reason: error instanceof RouteError ? error.reason : "channel",
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

/**
 * Takes a check, and out of it what is sealed in it, in one statement: whoever else reads the row then finds no box,
 * and of two that want it one finds nothing to take.
 */
async function take(deps: HostCheckDeps, id: number): Promise<HostCheck | undefined> {
  const { workerId } = deps;
  return inTenant(asSystem(deps.database), async (tx) => {
    const boxed = tx.$with("boxed").as(
      tx
        .select({ boxedId: hostCheck.id, box: sql<Buffer | null>`${hostCheck.sealedInput}`.as("box") })
        .from(hostCheck)
        .where(
          and(
            eq(hostCheck.id, id),
            isNull(hostCheck.takenAt),
            or(isNull(hostCheck.forWorkerId), eq(hostCheck.forWorkerId, workerId)),
          ),
        )
        .for("update"),
    );
    const rows = await tx
      .with(boxed)
      .update(hostCheck)
      .set({ workerId, takenAt: sql`now()`, sealedInput: null })
      .from(boxed)
      .where(eq(hostCheck.id, boxed.boxedId))
      .returning({
        ...getTableColumns(hostCheck),
        sealedInput: boxed.box,
        fresh: sql<boolean>`${hostCheck.createdAt} > now() - ${boxSeconds} * interval '1 second'`,
      });
    return rows[0];
  });
}

async function install(deps: HostCheckDeps, check: HostCheck, row: HostRow): Promise<HostCheckResult> {
  const told = new StepTeller(deps.database, check);
  const result = await installKey({ ...deps, told }, check, row);
  await told.written();
  const { tenantId } = check;
  const host = { kind: kindOf(check), tenantId, id: row.target_id };
  if (result.typedPassword && result.reason !== "wrong_password")
    await forgiveOncePassword(deps.database.pool, host);
  const { typedPassword, ...said } = result;
  return said;
}

function kindOf({ targetId }: Pick<HostCheck, "targetId">): HostKind {
  return targetId === null ? "proxy" : "target";
}

/** The host as a run would reach it; a proxy is reached like a target without one. */
async function loadSubject(database: Database, check: HostCheck): Promise<HostRow | undefined> {
  const subject =
    check.targetId === null
      ? sql`select p.id, p.tenant_id, p.id as target_id, p.address, p.port, p.username, 'platform_key' as login_mode,
          p.host_key, p.host_key_fingerprint as fingerprint, false as sandbox, null::bigint as proxy_id
        from e_script_target_proxy p
        where p.tenant_id = ${check.tenantId} and p.id = ${check.proxyId} and p.deleted_at is null`
      : sql`select t.id, t.tenant_id, t.id as target_id, t.address, t.port, t.username, t.login_mode, t.host_key,
          t.host_key_fingerprint as fingerprint, t.sandbox, t.proxy_id, p.address as proxy_address,
          p.port as proxy_port, p.username as proxy_username, p.host_key as proxy_host_key,
          p.host_key_fingerprint as proxy_fingerprint
        from e_script_target t
        left join e_script_target_proxy p on p.tenant_id = t.tenant_id and p.id = t.proxy_id
        where t.tenant_id = ${check.tenantId} and t.id = ${check.targetId} and t.deleted_at is null`;
  const rows = await inTenant({ database, scope: { tenantId: check.tenantId } }, (tx) =>
    tx.execute<HostRow>(subject),
  );
  return rows.rows[0];
}

async function test(deps: HostCheckDeps, check: HostCheck, row: HostRow): Promise<HostCheckResult> {
  const route = routeOf(row, await deps.keys.keyOf(check.tenantId));
  const told = new StepTeller(deps.database, check);
  const subjects = subjectsOf(row);
  if (check.targetId === null) subjects.target = { ...subjects.target, kind: "proxy" };
  try {
    // A key of its own in the pool: a test opens the way anew, so that it shows it as it is now.
    // Those of a batch share their proxy's.
    const own = `check ${check.batchId ?? check.id}`;
    const fresh = { ...route, key: { ...route.key, version: `${route.key.version} ${own}` } };
    const lease = await deps.pool.acquire(fresh, {
      timeoutMs: connectMs,
      signal: new AbortController().signal,
      policy: { allowLoopback: deps.allowLoopback || row.sandbox },
      pinHostKey: (hop, key) => pinHostKey(deps.database, subjects[hop], key),
      onStep: (step) => told.connectStep(step),
    });
    await lookAround(deps.database, lease, fresh, subjects.target, told).finally(lease.release);
    const { failed } = told;
    await told.written();
    return failed === null
      ? { ok: true, status: "ok" }
      : { ok: false, status: "unreachable", ...causeOf(failed) };
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    // Where the time was up between two steps, none of them has failed.
    const tcp = { name: `${error.hop}.tcp`, ok: false, ms: 0, reason: error.reason, detail: error.message };
    if (told.failed === null) told.step(tcp);
    const failed = told.failed ?? tcp;
    await told.written();
    if (error.offeredHostKey !== null)
      await keepOfferedKey(deps.database, subjects[error.hop], error.offeredHostKey);
    return { ok: false, status: statusOf(error), ...causeOf(failed) };
  }
}

function causeOf({
  name,
  reason,
  detail,
}: HostCheckStep): Pick<HostCheckResult, "step" | "reason" | "error"> {
  return { step: name, reason, error: detail };
}

/** What a failure says of the host that was tested: one whose proxy failed was not reached itself. */
function statusOf(error: RouteError): ConnectionStatus {
  if (error.hop === "proxy") return "unreachable";
  if (error.reason === "auth") return "auth_failed";
  return error.reason === "host_key" ? "host_key_changed" : "unreachable";
}

/** Since when it fails for this very cause. */
function failingSince(
  table: typeof target | typeof proxy,
  { ok, step, reason }: HostCheckResult,
): SQL | null {
  if (ok) return null;
  const same = sql`${table.lastStep} is not distinct from ${step ?? null}::text
    and ${table.lastReason} is not distinct from ${reason ?? null}::text`;
  return sql`case when ${same} then coalesce(${table.failingSince}, now()) else now() end`;
}

/** The result, and what it says of the host, in one transaction. */
function finish(database: Database, check: HostCheck, result: HostCheckResult): Promise<void> {
  const table = check.targetId === null ? proxy : target;
  const id = check.targetId ?? check.proxyId ?? 0;
  return inTenant({ database, scope: { tenantId: check.tenantId } }, async (tx) => {
    await tx
      .update(hostCheck)
      .set({ result, endedAt: sql`now()` })
      .where(and(eq(hostCheck.tenantId, check.tenantId), eq(hostCheck.id, check.id)));
    if (result.status !== undefined) {
      await tx
        .update(table)
        .set({
          connectionStatus: result.status,
          lastCheckedAt: sql`now()`,
          lastError: result.error ?? null,
          lastStep: result.step ?? null,
          lastReason: result.reason ?? null,
          failingSince: failingSince(table, result),
          // Who has just proved the pinned key is not blocked by another that was seen before.
          ...(result.ok ? { offeredHostKey: null, offeredHostKeyFingerprint: null } : {}),
        })
        .where(and(eq(table.tenantId, check.tenantId), eq(table.id, id)));
    }
    await notify(tx, "hostrun_host_check", [check.id]);
  });
}
