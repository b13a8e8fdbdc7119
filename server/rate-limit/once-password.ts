import type pg from "pg";
import type { HostKind } from "../domain/host-kind.ts";
import { ServiceError } from "../errors.ts";
import { limiterOf, minutesOf, take } from "./limiters.ts";

/** Wrong passwords that a host takes in one window. */
export const maximumWrong = 5;
const windowSeconds = 15 * 60;

const limiter = limiterOf("once_password", maximumWrong, windowSeconds);

/**
 * Counts a password typed for a host before it is tried, so that many at once are counted too. Throws
 * TOO_MANY_REQUESTS INSTALL_THROTTLED, with the minutes to wait, where five were wrong in 15 minutes.
 */
export async function countOncePassword(pool: pg.Pool, host: Host): Promise<void> {
  const taken = await take(limiter(pool), keyOf(host));
  if (taken.allowed) return;
  throw new ServiceError("TOO_MANY_REQUESTS", "INSTALL_THROTTLED", {
    minutes: minutesOf(taken.msBeforeNext),
  });
}

/** Gives back what a password took that was not wrong. */
export async function forgiveOncePassword(pool: pg.Pool, host: Host): Promise<void> {
  await limiter(pool).reward(keyOf(host));
}

/** How many were wrong of late, and for how many minutes no further one is taken. */
export async function wrongOncePasswords(
  pool: pg.Pool,
  host: Host,
): Promise<{ wrong: number; closedMinutes: number | null }> {
  const state = await limiter(pool).get(keyOf(host));
  const wrong = Math.min(Math.max(state?.consumedPoints ?? 0, 0), maximumWrong);
  return {
    wrong,
    closedMinutes: state !== null && wrong >= maximumWrong ? minutesOf(state.msBeforeNext) : null,
  };
}

/** The host that passwords are counted for. */
interface Host {
  kind: HostKind;
  tenantId: number;
  id: number;
}

function keyOf({ kind, tenantId, id }: Host): string {
  return `${tenantId}:${kind}:${id}`;
}
