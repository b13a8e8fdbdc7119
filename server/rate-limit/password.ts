import type pg from "pg";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import { ServiceError } from "../errors.ts";
import { take } from "./limiters.ts";

/** One for each pool: a limiter has a timer of its own. */
const limiters = new WeakMap<pg.Pool, RateLimiterPostgres>();

/**
 * Counts a try to change a password with the current one, 10 a user in 15 minutes: whoever found a session
 * shall not guess the password with it. Throws TOO_MANY_REQUESTS PASSWORD_THROTTLED.
 */
export async function countPasswordTry(pool: pg.Pool, userId: number): Promise<void> {
  const taken = await take(limiterOf(pool), String(userId));
  if (taken.allowed) return;
  const minutes = Math.max(1, Math.ceil(taken.msBeforeNext / 60_000));
  throw new ServiceError("TOO_MANY_REQUESTS", "PASSWORD_THROTTLED", { minutes });
}

function limiterOf(pool: pg.Pool): RateLimiterPostgres {
  const known = limiters.get(pool);
  if (known !== undefined) return known;
  const made = new RateLimiterPostgres({
    storeClient: pool,
    tableName: "rate_limit",
    tableCreated: true,
    keyPrefix: "password",
    points: 10,
    duration: 15 * 60,
  });
  limiters.set(pool, made);
  return made;
}
