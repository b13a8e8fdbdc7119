import type { HostCheckResult } from "../domain/host-check.ts";
import { RouteError } from "../ssh/errors.ts";
import type { LivingKeys } from "../ssh-key/execution.ts";
import type { HostRow } from "./host-row.ts";
import { statusOf } from "./note-proxy.ts";
import { failureOf, logInWithKey, type PutKeyDeps, planOf, routeFailure, writeKey } from "./put-key.ts";

/** A move of one host, with the batch that it is part of. */
export interface MoveCheck {
  id: number;
  batchId: number | null;
  targetId: number | null;
}

/**
 * Moves a host from the key that it lets in to the current one: logs in with that, writes the current one, and logs in
 * with it. Only then it counts as moved; whatever fails, the host keeps the key that it had. One that lets in the
 * current key already needs nothing written.
 */
export async function moveKey(
  deps: PutKeyDeps,
  check: MoveCheck,
  row: HostRow,
  keys: LivingKeys,
): Promise<HostCheckResult> {
  if (keys.of(row.key_id).version === keys.current.version) return { ok: true };
  const plan = planOf(deps, check, row, keys, `move ${check.batchId ?? check.id}`);
  try {
    const onStep = deps.told.connectStep.bind(deps.told);
    const lease = await deps.pool.acquire(plan.route, { ...plan.options, onStep });
    if (!(await writeKey(deps, plan, lease))) return failureOf(deps.told.failed);
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    const failure = { ...(await routeFailure(deps, plan, error)), status: statusOf(error) };
    // Somebody may have put the current key there by hand, and taken the other one away.
    if (failure.status !== "auth_failed") return failure;
    const proved = await logInWithKey(deps, plan);
    proved?.release();
    return proved === null ? { ...failure, reason: "neither_key" } : { ok: true, status: "ok" };
  }
  const proved = await logInWithKey(deps, plan);
  proved?.release();
  return proved === null ? failureOf(deps.told.failed) : { ok: true, status: "ok" };
}
