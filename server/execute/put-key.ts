import type { Database } from "../db/client.ts";
import type { HostCheckResult, HostCheckStep } from "../domain/host-check.ts";
import type { StepTeller } from "../host-check/step-teller.ts";
import { RouteError } from "../ssh/errors.ts";
import { installPublicKey } from "../ssh/install-key.ts";
import { publicKeyOf } from "../ssh/keys.ts";
import type { AcquireOptions, ConnectionPool, Lease } from "../ssh/pool.ts";
import type { HopName, LoginKey, Route } from "../ssh/route.ts";
import type { LivingKeys } from "../ssh-key/execution.ts";
import { type HostSubject, keepOfferedKey, letsIn, pinHostKey } from "../target/host-identity.ts";
import { type HostRow, ownRoute, routeOf, subjectsOf } from "./host-row.ts";

const connectMs = 20_000;

export interface PutKeyDeps {
  database: Database;
  pool: ConnectionPool;
  allowLoopback: boolean;
  told: StepTeller;
}

/** A host that gets the tenant's current key, and how it is reached before it has it. */
export interface KeyPlan {
  /** With the key that the host's row names. */
  route: Route;
  next: LoginKey;
  fingerprint: string | null;
  subjects: Record<HopName, HostSubject>;
  options: AcquireOptions;
}

/** @param own names this look's connections, which nobody else shares */
export function planOf(
  deps: PutKeyDeps,
  { targetId }: { targetId: number | null },
  row: HostRow,
  keys: LivingKeys,
  own: string,
): KeyPlan {
  const subjects = subjectsOf(row);
  if (targetId === null) subjects.target = { ...subjects.target, kind: "proxy" };
  const route = ownRoute(routeOf({ ...row, login_mode: "platform_key" }, keys), own);
  return {
    route,
    next: { ...keys.current, version: `${keys.current.version} ${own}` },
    fingerprint: row.fingerprint,
    subjects,
    options: {
      timeoutMs: connectMs,
      signal: new AbortController().signal,
      policy: { allowLoopback: deps.allowLoopback || row.sandbox },
      pinHostKey: (hop, offered) => pinHostKey(deps.database, subjects[hop], offered),
    },
  };
}

/** Writes the current key over a connection that is logged in, which it gives back. Answers whether it is there. */
export async function writeKey({ told }: PutKeyDeps, plan: KeyPlan, lease: Lease): Promise<boolean> {
  const began = performance.now();
  const { next, route } = plan;
  const installed = await installPublicKey(lease, route, publicKeyOf(next.privateKey)).finally(lease.release);
  const step = { name: "target.write", ms: Math.round(performance.now() - began) };
  if (installed.ok) {
    told.step({ ...step, ok: true, note: installed.outcome, detail: String(installed.linesBefore) });
  } else {
    told.step({ ...step, ok: false, reason: installed.reason, detail: installed.said });
  }
  return installed.ok;
}

/** A new connection, with the current key alone, noted as what the host lets in; null where the host does not. */
export async function logInWithKey({ told, ...deps }: PutKeyDeps, plan: KeyPlan): Promise<Lease | null> {
  const began = performance.now();
  const step = () => ({ name: "target.key_login", ms: Math.round(performance.now() - began) });
  try {
    const lease = await deps.pool.acquire({ ...known(plan), key: plan.next }, plan.options);
    await letsIn(deps.database, plan.subjects.target, Number.parseInt(plan.next.version, 10));
    told.step({ ...step(), ok: true, note: "platform_key", detail: plan.route.target.username });
    return lease;
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    const reason = error.reason === "auth" ? "key_not_taken" : error.exactReason;
    told.step({ ...step(), ok: false, reason, detail: error.message });
    return null;
  }
}

/** The connection that proves the key must meet the same host: its key is pinned by now, or was before. */
function known({ route, fingerprint }: KeyPlan): Route {
  const { target } = route;
  if (target.pinnedHostKey !== null) return route;
  return { ...route, target: { ...target, expectedFingerprint: fingerprint } };
}

/** What a way that could not be opened says; the step that failed is told, a changed host key kept. */
export async function routeFailure(
  { told, database }: PutKeyDeps,
  plan: KeyPlan,
  { hop, reason, message, offeredHostKey }: RouteError,
): Promise<HostCheckResult> {
  if (told.failed === null) told.step({ name: `${hop}.tcp`, ok: false, ms: 0, reason, detail: message });
  if (offeredHostKey !== null) await keepOfferedKey(database, plan.subjects[hop], offeredHostKey);
  return failureOf(told.failed);
}

export function failureOf(failed: HostCheckStep | null): HostCheckResult {
  return { ok: false, step: failed?.name, reason: failed?.reason, error: failed?.detail };
}
