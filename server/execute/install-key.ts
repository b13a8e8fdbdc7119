import { BoxError, open } from "../crypto/open.ts";
import type { SealingKeyPair } from "../crypto/suite.ts";
import type { HostCheckResult } from "../domain/host-check.ts";
import { type BoundHost, type BoxedCheck, boxPlaceOf } from "../host-check/box-place.ts";
import { RouteError } from "../ssh/errors.ts";
import type { OnceSecret } from "../ssh/login.ts";
import type { TenantKeys } from "../ssh-key/execution.ts";
import type { HostRow } from "./host-row.ts";
import { lookAround } from "./look-around.ts";
import { failureOf, logInWithKey, type PutKeyDeps, planOf, routeFailure, writeKey } from "./put-key.ts";

export interface InstallDeps extends PutKeyDeps {
  keys: TenantKeys;
  workerId: number;
  bootKey: SealingKeyPair;
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
  const keys = await deps.keys.keysOf(check.tenantId);
  const plan = planOf(deps, check, row, keys, `check ${check.id}`);
  try {
    const onStep = told.connectStep.bind(told);
    const lease = await deps.pool.openOnce(plan.route, secret, { ...plan.options, onStep });
    if (!(await writeKey(deps, plan, lease))) return failureOf(told.failed);
    const proved = await logInWithKey(deps, plan);
    if (proved === null) return { ...failureOf(told.failed), status: "auth_failed" };
    await lookAround(database, proved, plan.route, plan.subjects.target, told).finally(proved.release);
    return told.failed === null
      ? { ok: true, status: "ok" }
      : { ...failureOf(told.failed), status: "unreachable" };
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    return routeFailure(deps, plan, error);
  }
}
