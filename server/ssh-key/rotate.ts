import { setTimeout as delay } from "node:timers/promises";
import { and, count, eq, ne, sql } from "drizzle-orm";
import { actorName, requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { sshKey } from "../db/tables/ssh-key.ts";
import { proxy, target } from "../db/tables/target.ts";
import { done } from "../domain/wire.ts";
import { ServiceError } from "../errors.ts";
import { noWorker, takeSeconds } from "../host-check/follow.ts";
import { enqueue } from "../queue/enqueue.ts";
import type { MoveHostsInput, OfTenant, RetireKeyInput } from "./input.ts";
import { type KeyRow, livingKey, oldKey } from "./load.ts";
import { letIn, storeMoves, withdrawMoves } from "./moves.ts";
import { lockTenantKeys } from "./store.ts";

const pauseMs = 100;
const keyName = "platform";

/**
 * Asks a worker for a new pair beside the present one, and for the move of all hosts to it. Answers once the pair is
 * made; the hosts then move one by one, whoever looks. CONFLICT KEY_ROTATES while an older pair is still in use.
 */
export async function rotateKey(ctx: ServiceContext, input: OfTenant): Promise<{ fingerprint: string }> {
  requireScope(ctx, "admin");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  const before = await inTenant(ctx, async (tx) => {
    await lockTenantKeys(tx, ctx, tenantId);
    const key = await livingKey(tx, tenantId);
    if (key === undefined) throw new ServiceError("SERVICE_UNAVAILABLE", "KEY_NOT_READY");
    await refuseWhileRotating(tx, tenantId);
    await enqueue(ctx.boss, tx, "rotateKey", { tenantId, keyId: key.id });
    await audit(tx, ctx, {
      tenantId,
      action: "key.rotate",
      object: { type: "key", id: key.id, name: keyName },
      before: { fingerprint: key.fingerprint },
    });
    return key;
  });
  const until = performance.now() + takeSeconds * 1000;
  while (performance.now() < until) {
    const key = await inTenant(ctx, (tx) => livingKey(tx, tenantId));
    if (key !== undefined && key.id !== before.id) return { fingerprint: key.fingerprint };
    await delay(pauseMs);
  }
  throw noWorker(takeSeconds);
}

/** One key goes at a time: a third one would leave it open which of them a host lets in. */
export async function refuseWhileRotating(tx: Transaction, tenantId: number): Promise<void> {
  if ((await oldKey(tx, tenantId)) !== undefined) throw new ServiceError("CONFLICT", "KEY_ROTATES");
}

/** Moves hosts that were left: those named, or all; also goes on after a stop. Answers how many were asked for. */
export function moveHosts(ctx: ServiceContext, input: MoveHostsInput): Promise<{ hosts: number }> {
  const { tenantId: named, ...hosts } = input;
  return changeRotation(ctx, named, async (tx, old) => {
    await tx.update(sshKey).set({ moveStoppedAt: null }).where(isKey(old));
    const some = hosts.targetIds === undefined && hosts.proxyIds === undefined ? undefined : hosts;
    const moves = await storeMoves(tx, old, actorName(ctx.actor), some);
    if (moves.batchId !== null) await enqueue(ctx.boss, tx, "testBatch", { batchId: moves.batchId });
    await audit(tx, ctx, { ...changeOf(old, "key.moveHosts"), after: { ...some, hosts: moves.hosts } });
    return { hosts: moves.hosts };
  });
}

/** Moves no further host; what has begun ends. Both keys go on to log in where they are let in. */
export function stopMove(ctx: ServiceContext, input: OfTenant): Promise<typeof done> {
  return changeRotation(ctx, input.tenantId, async (tx, old) => {
    await tx.update(sshKey).set({ moveStoppedAt: sql`now()` }).where(isKey(old));
    await withdrawMoves(tx, old.tenantId);
    await audit(tx, ctx, changeOf(old, "key.stopMove"));
    return done;
  });
}

/**
 * Retires the older key: it logs in nowhere any more; what stands in `authorized_keys` of hosts stays there. Throws
 * CONFLICT KEY_NEEDED while hosts still let in that one alone, unless their number is given to show that it is meant.
 */
export function retireKey(ctx: ServiceContext, input: RetireKeyInput): Promise<typeof done> {
  return changeRotation(ctx, input.tenantId, async (tx, old) => {
    const hosts = await hostsNeeding(tx, old);
    if (hosts > 0 && input.expectedHosts !== hosts) {
      throw new ServiceError("CONFLICT", "KEY_NEEDED", { hosts }, ["expectedHosts"]);
    }
    await withdrawMoves(tx, old.tenantId);
    await tx.update(sshKey).set({ retiredAt: sql`now()` }).where(isKey(old));
    for (const table of [target, proxy]) {
      await tx
        .update(table)
        .set({ keyId: null })
        .where(and(eq(table.tenantId, old.tenantId), eq(table.keyId, old.id)));
    }
    await audit(tx, ctx, { ...changeOf(old, "key.retire"), after: { hostsLeft: hosts } });
    return done;
  });
}

/** Hosts that the older key alone logs in to; one that has refused it does not need it. */
export async function hostsNeeding(tx: Transaction, old: KeyRow): Promise<number> {
  let hosts = 0;
  for (const [kind, table] of [
    ["target", target],
    ["proxy", proxy],
  ] as const) {
    const rows = await tx
      .select({ hosts: count() })
      .from(table)
      .where(and(letIn(kind, old), ne(table.connectionStatus, "auth_failed")));
    hosts += rows[0]?.hosts ?? 0;
  }
  return hosts;
}

/** Works on the tenant's rotation, which nobody else changes meanwhile; CONFLICT NO_ROTATION where there is none. */
function changeRotation<T>(
  ctx: ServiceContext,
  named: number | undefined,
  work: (tx: Transaction, old: KeyRow) => Promise<T>,
): Promise<T> {
  requireScope(ctx, "admin");
  const tenantId = tenantForCreate(ctx, named);
  return inTenant(ctx, async (tx) => {
    await lockTenantKeys(tx, ctx, tenantId);
    const old = await oldKey(tx, tenantId);
    if (old === undefined) throw new ServiceError("CONFLICT", "NO_ROTATION");
    return work(tx, old);
  });
}

function isKey({ tenantId, id }: KeyRow) {
  return and(eq(sshKey.tenantId, tenantId), eq(sshKey.id, id));
}

function changeOf({ tenantId, id, fingerprint }: KeyRow, action: string) {
  return { tenantId, action, object: { type: "key", id, name: keyName }, before: { fingerprint } };
}
