import { setTimeout as delay } from "node:timers/promises";
import { and, eq, isNotNull, lt, sql } from "drizzle-orm";
import { actorName, requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { seal } from "../crypto/seal.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { found, ServiceError } from "../errors.ts";
import { type BoundHost, bootKeyId, boxPlaceOf, boxSeconds } from "../host-check/box-place.ts";
import { noWorker, takeSeconds } from "../host-check/follow.ts";
import { lastCheckOf } from "../host-check/last-check.ts";
import type { InstallResult, LastInstall, TestEvent } from "../host-check/output.ts";
import { testEvents, testResult } from "../host-check/test-host.ts";
import type { Live } from "../live/live.ts";
import { Permit } from "../live/permit.ts";
import type { ProxyRow } from "../proxy/load.ts";
import { countOncePassword, maximumWrong, wrongOncePasswords } from "../rate-limit/once-password.ts";
import type { OnceSecret } from "../ssh/login.ts";
import { ownPrivateKey } from "../ssh-key/own-private-key.ts";
import { type BootKey, newestBootKey } from "../system/boot-keys.ts";
import type { InstallKeyInput } from "./input.ts";
import { refuseSandbox, type TargetRow } from "./load.ts";
import { ownHost } from "./own-host.ts";

const pauseMs = 200;

/** Puts the platform's key on a host with a password or a private key used once, and proves it. Waits for the end. */
export async function installKey(
  ctx: ServiceContext,
  kind: HostKind,
  input: InstallKeyInput,
): Promise<InstallResult> {
  const { hostCheckId } = await beginInstallKey(ctx, kind, input);
  const { ok, steps } = await testResult(ctx, hostCheckId);
  return { ok, steps };
}

/**
 * The same, to be followed step by step. What was typed is sealed to one worker's boot, for this host as the page
 * showed it and for 60 s; nobody else can open it, this process included.
 */
export async function beginInstallKey(
  ctx: ServiceContext,
  kind: HostKind,
  input: InstallKeyInput,
): Promise<{ hostCheckId: number }> {
  requireScope(ctx, "write");
  const { tenantId } = await inTenant(ctx, (tx) => installable(tx, ctx, kind, input));
  const secret = secretOf(input);
  const boot = await livingBoot(ctx);
  if (input.password !== undefined)
    await countOncePassword(ctx.database.pool, { kind, tenantId, id: input.id });
  const hostCheckId = await inTenant(ctx, (tx) => storeInstall(tx, ctx, kind, input, secret, boot));
  return { hostCheckId };
}

/** The steps of an installation as they come, then its end. */
export async function* watchInstallKey(
  ctx: ServiceContext,
  live: Live,
  kind: HostKind,
  { id, hostCheckId }: { id: number; hostCheckId: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<TestEvent, void> {
  requireScope(ctx, "write");
  const permit = new Permit(live, signal);
  await inTenant(ctx, async (tx) => {
    const rows = await tx
      .select({ id: hostCheck.id })
      .from(hostCheck)
      .where(
        and(
          eq(hostCheck.id, hostCheckId),
          eq(hostCheck.kind, "install"),
          eq(kind === "target" ? hostCheck.targetId : hostCheck.proxyId, id),
          visible(ctx, hostCheck.tenantId),
        ),
      );
    found(rows[0]);
  });
  yield* testEvents(ctx, hostCheckId, permit);
}

/** The newest installation at a host, and how many wrong passwords it has seen of late. */
export async function lastInstall(
  ctx: ServiceContext,
  kind: HostKind,
  { id }: { id: number },
): Promise<LastInstall> {
  requireScope(ctx, "read");
  const { tenantId, install } = await inTenant(ctx, async (tx) => {
    const { tenantId } = await ownHost(tx, ctx, kind, id);
    return {
      tenantId,
      install: await lastCheckOf(tx, ctx.locale, { kind: "install", host: kind, id, tenantId }),
    };
  });
  const counted = await wrongOncePasswords(ctx.database.pool, { kind, tenantId, id });
  return { install, wrongPasswords: counted.wrong, maximumWrong, closedMinutes: counted.closedMinutes };
}

/** The host, where a key can be put on it and it is known whom it must prove to be. */
async function installable(
  tx: Transaction,
  ctx: ServiceContext,
  kind: HostKind,
  { id, hostKeyFingerprint }: InstallKeyInput,
): Promise<TargetRow | ProxyRow> {
  const row = await ownHost(tx, ctx, kind, id);
  if ("sandbox" in row) {
    refuseSandbox(row);
    if (row.loginMode === "proxy_identity") throw new ServiceError("CONFLICT", "PROXY_LOGS_IN");
  }
  if (row.offeredHostKey !== null) throw new ServiceError("CONFLICT", "HOST_KEY_CHANGED");
  const known = row.hostKeyFingerprint;
  if (known === null && hostKeyFingerprint === undefined) {
    throw new ServiceError("BAD_REQUEST", "HOST_KEY_UNKNOWN", {}, ["hostKeyFingerprint"]);
  }
  if (row.hostKey !== null && hostKeyFingerprint !== undefined && known !== hostKeyFingerprint) {
    throw new ServiceError("CONFLICT", "HOST_KEY_DIFFERENT", {}, ["hostKeyFingerprint"]);
  }
  return row;
}

/** A worker that something can be sealed for; one that is just starting is waited for. */
async function livingBoot(ctx: ServiceContext): Promise<BootKey> {
  const until = performance.now() + takeSeconds * 1000;
  while (performance.now() < until) {
    const boot = await newestBootKey(ctx.database);
    if (boot !== null) return boot;
    await delay(pauseMs);
  }
  throw noWorker(takeSeconds);
}

/** The check with its box, and word of it to the one worker that can open it, all or nothing. */
async function storeInstall(
  tx: Transaction,
  ctx: ServiceContext,
  kind: HostKind,
  input: InstallKeyInput,
  secret: OnceSecret,
  boot: BootKey,
): Promise<number> {
  await dropStaleBoxes(tx);
  const row = await installable(tx, ctx, kind, input);
  if (row.hostKey === null) await giveFingerprint(tx, kind, row, input.hostKeyFingerprint);
  const { tenantId, name } = row;
  const of = kind === "target" ? { targetId: row.id } : { proxyId: row.id };
  const made = await tx
    .insert(hostCheck)
    .values({
      tenantId,
      kind: "install",
      ...of,
      forWorkerId: boot.workerId,
      requestedBy: actorName(ctx.actor),
    })
    .returning();
  const check = found(made[0]);
  const bound = await boundHost(tx, kind, row, input.hostKeyFingerprint ?? row.hostKeyFingerprint);
  const key = { id: bootKeyId(boot.workerId), publicKey: boot.publicKey };
  const sealedInput = await seal(key, Buffer.from(JSON.stringify(secret)), boxPlaceOf(check, bound));
  await tx.update(hostCheck).set({ sealedInput }).where(eq(hostCheck.id, check.id));
  await audit(tx, ctx, {
    tenantId,
    action: `${kind}.installKey`,
    object: { type: kind, id: row.id, name },
    after: { by: input.password === undefined ? "privateKey" : "password", secret: "changed" },
  });
  await notify(tx, "hostrun_install", [check.id]);
  return check.id;
}

/** Boxes that nobody fetched in time; their workers could not use them any more. */
async function dropStaleBoxes(tx: Transaction): Promise<void> {
  await tx
    .update(hostCheck)
    .set({ sealedInput: null })
    .where(
      and(
        isNotNull(hostCheck.sealedInput),
        lt(hostCheck.createdAt, sql`now() - ${boxSeconds} * interval '1 second'`),
      ),
    );
}

/** A fingerprint that was compared before first contact takes the place of trust on first use. */
async function giveFingerprint(
  tx: Transaction,
  kind: HostKind,
  { id, tenantId }: TargetRow | ProxyRow,
  hostKeyFingerprint: string | undefined,
): Promise<void> {
  if (hostKeyFingerprint === undefined) return;
  const table = kind === "target" ? target : proxy;
  await tx
    .update(table)
    .set({ hostKeyFingerprint })
    .where(and(eq(table.tenantId, tenantId), eq(table.id, id)));
}

async function boundHost(
  tx: Transaction,
  kind: HostKind,
  row: TargetRow | ProxyRow,
  fingerprint: string | null,
): Promise<BoundHost> {
  const { id, username, address, port } = row;
  const proxyId = "proxyId" in row ? row.proxyId : null;
  const own = { kind, id, username, address, port, fingerprint };
  if (proxyId === null) return { ...own, proxy: null };
  const columns = { id: proxy.id, username: proxy.username, address: proxy.address, port: proxy.port };
  const rows = await tx
    .select(columns)
    .from(proxy)
    .where(and(eq(proxy.tenantId, row.tenantId), eq(proxy.id, proxyId)));
  return { ...own, proxy: found(rows[0]) };
}

/** What is sealed; a private key without its passphrase, which nobody needs any more. */
function secretOf({ password, privateKey = "", passphrase }: InstallKeyInput): OnceSecret {
  if (password !== undefined) return { kind: "password", password };
  return {
    kind: "private_key",
    privateKey: ownPrivateKey({ privateKey, passphrase }).privateKey,
    passphrase: null,
  };
}
