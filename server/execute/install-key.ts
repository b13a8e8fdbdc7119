import { BoxError, open } from "../crypto/open.ts";
import type { SealingKeyPair } from "../crypto/suite.ts";
import type { Database } from "../db/client.ts";
import type { HostCheckResult, HostCheckStep } from "../domain/host-check.ts";
import { type BoundHost, type BoxedCheck, boxPlaceOf } from "../host-check/box-place.ts";
import type { StepTeller } from "../host-check/step-teller.ts";
import { RouteError } from "../ssh/errors.ts";
import { installPublicKey } from "../ssh/install-key.ts";
import { publicKeyOf } from "../ssh/keys.ts";
import type { OnceSecret } from "../ssh/login.ts";
import type { AcquireOptions, ConnectionPool, Lease } from "../ssh/pool.ts";
import type { Route } from "../ssh/route.ts";
import type { TenantKeys } from "../ssh-key/execution.ts";
import { keepOfferedKey, pinHostKey } from "../target/host-identity.ts";
import { type HostRow, routeOf, subjectsOf } from "./host-row.ts";
import { lookAround } from "./look-around.ts";

const connectMs = 20_000;

export interface InstallDeps {
  database: Database;
  pool: ConnectionPool;
  keys: TenantKeys;
  allowLoopback: boolean;
  workerId: number;
  bootKey: SealingKeyPair;
  told: StepTeller;
}

export interface InstallCheck extends BoxedCheck {
  targetId: number | null;
  sealedInput: Buffer | null;
  takenAt: string | null;
  /** Whether the box has not expired. */
  fresh: boolean;
}

/** How an installation came out, and whether a password was typed for it. */
export type InstallEnd = HostCheckResult & { typedPassword: boolean };

/**
 * Logs in with what was given once, puts the platform's key there, and logs in with that, over a connection of its
 * own. The secret lives in this call alone.
 */
export async function installKey(deps: InstallDeps, check: InstallCheck, row: HostRow): Promise<InstallEnd> {
  const secret = await openSecret(deps, check, row);
  if (typeof secret === "string") return { ...refuse(deps, secret), typedPassword: false };
  tellTaken(deps, check);
  const typedPassword = secret.kind === "password";
  const end = await install(deps, check, row, secret);
  return { ...end, typedPassword };
}

/** What was typed, or why it may not be used: it was too old, or meant for another host or way. */
async function openSecret(
  { bootKey }: InstallDeps,
  check: InstallCheck,
  row: HostRow,
): Promise<OnceSecret | "expired" | "changed"> {
  if (check.sealedInput === null || !check.fresh) return "expired";
  try {
    const bytes = await open(bootKey, check.sealedInput, boxPlaceOf(check, boundHostOf(check, row)));
    return JSON.parse(bytes.toString()) as OnceSecret;
  } catch (error) {
    if (error instanceof BoxError) return "changed";
    throw error;
  }
}

function boundHostOf({ targetId }: InstallCheck, row: HostRow): BoundHost {
  const { target_id: id, username, address, port, fingerprint, proxy_id: proxyId } = row;
  const proxy =
    proxyId === null
      ? null
      : {
          id: proxyId,
          username: row.proxy_username ?? "",
          address: row.proxy_address ?? "",
          port: row.proxy_port ?? 22,
        };
  return { kind: targetId === null ? "proxy" : "target", id, username, address, port, fingerprint, proxy };
}

function tellTaken({ told, workerId }: InstallDeps, { createdAt, takenAt }: InstallCheck): void {
  const ms = takenAt === null ? 0 : Date.parse(takenAt) - Date.parse(createdAt);
  told.step({ name: "worker.taken", ok: true, ms: Math.max(0, ms), detail: String(workerId) });
}

function refuse({ told, workerId }: InstallDeps, reason: "expired" | "changed"): HostCheckResult {
  const step = { name: "worker.taken", ok: false, ms: 0, reason, detail: String(workerId) };
  told.step(step);
  return failureOf(step);
}

async function install(
  deps: InstallDeps,
  check: InstallCheck,
  row: HostRow,
  secret: OnceSecret,
): Promise<HostCheckResult> {
  const { told, database } = deps;
  const key = await deps.keys.keyOf(check.tenantId);
  const version = `${key.version} check ${check.id}`;
  const route = routeOf({ ...row, login_mode: "platform_key" }, { ...key, version });
  const subjects = subjectsOf(row);
  if (check.targetId === null) subjects.target = { ...subjects.target, kind: "proxy" };
  const options: AcquireOptions = {
    timeoutMs: connectMs,
    signal: new AbortController().signal,
    policy: { allowLoopback: deps.allowLoopback || row.sandbox },
    pinHostKey: (hop, offered) => pinHostKey(database, subjects[hop], offered),
  };
  try {
    const onStep = told.connectStep.bind(told);
    const lease = await deps.pool.openOnce(route, secret, { ...options, onStep });
    await write(deps, lease, route, publicKeyOf(key.privateKey)).finally(lease.release);
    if (told.failed !== null) return failureOf(told.failed);
    const proved = await logInWithKey(deps, known(route, row), options);
    if (proved === null) return { ...failureOf(told.failed), status: "auth_failed" };
    await lookAround(database, proved, route, subjects.target, told).finally(proved.release);
    return told.failed === null
      ? { ok: true, status: "ok" }
      : { ...failureOf(told.failed), status: "unreachable" };
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    const { hop, reason, message, offeredHostKey } = error;
    if (told.failed === null) told.step({ name: `${hop}.tcp`, ok: false, ms: 0, reason, detail: message });
    if (offeredHostKey !== null) await keepOfferedKey(database, subjects[hop], offeredHostKey);
    return failureOf(told.failed);
  }
}

/** The connection that proves the key must meet the same host: its key is pinned by now, or was before. */
function known(route: Route, { fingerprint }: HostRow): Route {
  const { target } = route;
  if (target.pinnedHostKey !== null) return route;
  return { ...route, target: { ...target, expectedFingerprint: fingerprint } };
}

async function write({ told }: InstallDeps, lease: Lease, route: Route, publicKey: string): Promise<void> {
  const began = performance.now();
  const installed = await installPublicKey(lease, route, publicKey);
  const step = { name: "target.write", ms: Math.round(performance.now() - began) };
  if (installed.ok) {
    told.step({ ...step, ok: true, note: installed.outcome, detail: String(installed.linesBefore) });
  } else {
    told.step({ ...step, ok: false, reason: installed.reason, detail: installed.said });
  }
}

/** A new connection, with the platform's key alone; null where the host does not take it. */
async function logInWithKey(
  { pool, told }: InstallDeps,
  route: Route,
  options: AcquireOptions,
): Promise<Lease | null> {
  const began = performance.now();
  const step = () => ({ name: "target.key_login", ms: Math.round(performance.now() - began) });
  try {
    const lease = await pool.acquire(route, options);
    told.step({ ...step(), ok: true, note: "platform_key", detail: route.target.username });
    return lease;
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    const reason = error.reason === "auth" ? "key_not_taken" : error.exactReason;
    told.step({ ...step(), ok: false, reason, detail: error.message });
    return null;
  }
}

function failureOf(failed: HostCheckStep | null): HostCheckResult {
  return { ok: false, step: failed?.name, reason: failed?.reason, error: failed?.detail };
}
