import type pg from "pg";
import { ServiceError } from "../errors.ts";
import { limiterOf, minutesOf, take } from "./limiters.ts";

const limiter = limiterOf("password", 10, 15 * 60);

/**
 * Counts a try to change a password with the current one, 10 a user in 15 minutes: whoever found a session
 * shall not guess the password with it. Throws TOO_MANY_REQUESTS PASSWORD_THROTTLED.
 */
export async function countPasswordTry(pool: pg.Pool, userId: number): Promise<void> {
  const taken = await take(limiter(pool), String(userId));
  if (taken.allowed) return;
  throw new ServiceError("TOO_MANY_REQUESTS", "PASSWORD_THROTTLED", {
    minutes: minutesOf(taken.msBeforeNext),
  });
}
