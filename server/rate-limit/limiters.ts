import type pg from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";

/** The counters, shared by all web processes through the database. */
export interface Limiters {
  /** Calls of one token or session. */
  calls: RateLimiterPostgres;
  /** Tries to sign in: to one account from one address, to one account, and from one address. */
  signInPair: RateLimiterPostgres;
  signInAccount: RateLimiterPostgres;
  signInAddress: RateLimiterPostgres;
}

const signInWindowSeconds = 15 * 60;

export function openLimiters(pool: pg.Pool): Limiters {
  return {
    calls: open(pool, "calls", 3_000, 60),
    signInPair: open(pool, "sign_in_pair", 10, signInWindowSeconds),
    signInAccount: open(pool, "sign_in_account", 100, signInWindowSeconds),
    signInAddress: open(pool, "sign_in_address", 100, signInWindowSeconds),
  };
}

/** A counter that is opened when it is first asked for, once for each pool: it has a timer of its own. */
export function limiterOf(
  keyPrefix: string,
  points: number,
  windowSeconds: number,
): (pool: pg.Pool) => RateLimiterPostgres {
  const limiters = new WeakMap<pg.Pool, RateLimiterPostgres>();
  return (pool) => {
    const limiter = limiters.get(pool) ?? open(pool, keyPrefix, points, windowSeconds);
    limiters.set(pool, limiter);
    return limiter;
  };
}

function open(pool: pg.Pool, keyPrefix: string, points: number, duration: number): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: pool,
    tableName: "rate_limit",
    tableCreated: true,
    keyPrefix,
    points,
    duration,
  });
}

/** How long to wait, as people are told it: whole minutes, one at least. */
export function minutesOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 60_000));
}

/** What was taken, and whether it was more than there is; other errors (the database is away) are thrown. */
export async function take(
  limiter: RateLimiterPostgres,
  key: string,
  points = 1,
): Promise<{ allowed: boolean; remaining: number; msBeforeNext: number }> {
  try {
    const taken = await limiter.consume(key, points);
    return { allowed: true, remaining: taken.remainingPoints, msBeforeNext: taken.msBeforeNext };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { allowed: false, remaining: 0, msBeforeNext: error.msBeforeNext };
  }
}

/** The library rejects with the count itself when it is over, and with an `Error` when it could not count. */
function isRefusal(error: unknown): error is RateLimiterRes {
  return (
    error instanceof RateLimiterRes ||
    (error !== null && typeof error === "object" && "msBeforeNext" in error)
  );
}
