import { and, eq, getTableColumns, isNull, or, sql } from "drizzle-orm";
import type { SealingKeyPair } from "../crypto/suite.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import type { HostCheckResult } from "../domain/host-check.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { type HostRow, loadHosts } from "../execute/host-row.ts";
import { installKey } from "../execute/install-key.ts";
import { moveKey } from "../execute/move-key.ts";
import type { SshTransport } from "../execute/ssh-transport.ts";
import { noteTest, testRoute } from "../execute/test-route.ts";
import { logger } from "../logger.ts";
import { forgiveOncePassword } from "../rate-limit/once-password.ts";
import { RouteError } from "../ssh/errors.ts";
import type { ConnectionPool } from "../ssh/pool.ts";
import type { TenantKeys } from "../ssh-key/execution.ts";
import { storeMissedMove } from "../ssh-key/moves.ts";
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
  const looked = await look(deps, check).catch((error: unknown): Looked => {
    logger.error({ err: error, hostCheckId }, "a host check failed unexpectedly");
    return { result: { ok: false, reason: "unexpected" } };
  });
  await finish(deps.database, check, looked);
  if (check.kind === "test" && looked.result.ok) await moveMissed(deps, check);
}

/** A host that answers again gets the key that it has missed, unless somebody stopped the move. */
export async function moveMissed(
  deps: HostCheckDeps,
  { tenantId, targetId, proxyId }: Pick<HostCheck, "tenantId" | "targetId" | "proxyId">,
): Promise<void> {
  const asked = await inTenant({ database: deps.database, scope: { tenantId } }, (tx) =>
    storeMissedMove(tx, { tenantId, targetId, proxyId }),
  );
  if (asked !== null) await runHostCheck(deps, asked);
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

/** What came of a look, and the row of the host that it was at. */
interface Looked {
  row?: HostRow;
  result: HostCheckResult;
}

async function look(deps: HostCheckDeps, check: HostCheck): Promise<Looked> {
  if (check.targetLogId !== null) return { result: await lookForOutcome(deps, check.targetLogId) };
  const kind = kindOf(check);
  const id = check.targetId ?? check.proxyId ?? 0;
  const [row] = await loadHosts({ database: deps.database, scope: { tenantId: check.tenantId } }, kind, [id]);
  if (row === undefined) return { result: { ok: false, reason: "deleted" } };
  const work = check.kind === "install" ? install : check.kind === "move" ? move : test;
  return { row, result: await work(deps, check, row) };
}

async function move(deps: HostCheckDeps, check: HostCheck, row: HostRow): Promise<HostCheckResult> {
  const told = new StepTeller(deps.database, check);
  const keys = await deps.keys.keysOf(check.tenantId);
  return moveKey({ ...deps, told }, check, row, keys).finally(() => told.written());
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

async function test(deps: HostCheckDeps, check: HostCheck, row: HostRow): Promise<HostCheckResult> {
  const kind = kindOf(check);
  const told = new StepTeller(deps.database, check);
  const { signal } = new AbortController();
  return testRoute(deps, {
    kind,
    row,
    keys: await deps.keys.keysOf(check.tenantId),
    // A test opens the way anew, so that it shows it as it is now. Those of a batch share their proxy's.
    own: `check ${check.batchId ?? check.id}`,
    told,
    timeoutMs: connectMs,
    signal,
    open: (route, options) => deps.pool.acquire(route, options),
  });
}

/** The result, and what it says of the host, in one transaction. */
function finish(database: Database, check: HostCheck, { row, result }: Looked): Promise<void> {
  const { status } = result;
  return inTenant({ database, scope: { tenantId: check.tenantId } }, async (tx) => {
    await tx
      .update(hostCheck)
      .set({ result, endedAt: sql`now()` })
      .where(and(eq(hostCheck.tenantId, check.tenantId), eq(hostCheck.id, check.id)));
    if (row !== undefined && status !== undefined) {
      await noteTest(tx, kindOf(check), row, { ...result, status });
    }
    await notify(tx, "hostrun_host_check", [check.id]);
  });
}
