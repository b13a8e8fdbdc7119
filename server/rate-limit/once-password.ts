import type pg from "pg";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import type { HostKind } from "../domain/host-kind.ts";
import { ServiceError } from "../errors.ts";
import { take } from "./limiters.ts";

/** Wrong passwords that a host takes in one window. */
export const maximumWrong = 5;
const windowSeconds = 15 * 60;

/** One for each pool: a limiter has a timer of its own. */
const limiters = new WeakMap<pg.Pool, RateLimiterPostgres>();

/**
 * Counts a password typed for a host before it is tried, so that many at once are counted too. Throws
 * TOO_MANY_REQUESTS INSTALL_THROTTLED, with the minutes to wait, where five were wrong in 15 minutes.
 */
export async function countOncePassword(pool: pg.Pool, host: Host): Promise<void> {
  const taken = await take(limiterOf(pool), keyOf(host));
  if (taken.allowed) return;
  throw new ServiceError("TOO_MANY_REQUESTS", "INSTALL_THROTTLED", {
    minutes: minutesOf(taken.msBeforeNext),
  });
}

/** Gives back what a password took that was not wrong. */
export async function forgiveOncePassword(pool: pg.Pool, host: Host): Promise<void> {
  await limiterOf(pool).reward(keyOf(host));
}

/** How many were wrong of late, and for how many minutes no further one is taken. */
export async function wrongOncePasswords(
  pool: pg.Pool,
  host: Host,
): Promise<{ wrong: number; closedMinutes: number | null }> {
  const state = await limiterOf(pool).get(keyOf(host));
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

function minutesOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 60_000));
}

function limiterOf(pool: pg.Pool): RateLimiterPostgres {
  const known = limiters.get(pool);
  if (known !== undefined) return known;
  const made = new RateLimiterPostgres({
    storeClient: pool,
    tableName: "rate_limit",
    tableCreated: true,
    keyPrefix: "once_password",
    points: maximumWrong,
    duration: windowSeconds,
  });
  limiters.set(pool, made);
  return made;
}
