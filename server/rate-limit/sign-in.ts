import { createHash } from "node:crypto";
import { ServiceError } from "../errors.ts";
import { type Limiters, minutesOf, take } from "./limiters.ts";

/** How many tries are left, and when all of them are there again. */
export interface SignInTry {
  remaining: number;
  untilMs: number;
}

/**
 * Counts a try to sign in before the password is looked at, the same for accounts that exist and that do not.
 * Throws TOO_MANY_REQUESTS, with the minutes to wait, where there were too many.
 */
export async function countSignIn(limiters: Limiters, email: string, address: string): Promise<SignInTry> {
  const account = accountKey(email);
  await takeOrRefuse(limiters.signInAddress, address);
  await takeOrRefuse(limiters.signInAccount, account);
  const taken = await takeOrRefuse(limiters.signInPair, pairKey(email, address));
  return { remaining: taken.remaining, untilMs: Date.now() + taken.msBeforeNext };
}

/** Gives back what a right password took, so that only wrong ones count. */
export async function forgiveSignIn(limiters: Limiters, email: string, address: string): Promise<void> {
  await limiters.signInPair.delete(pairKey(email, address));
  await limiters.signInAccount.reward(accountKey(email));
  await limiters.signInAddress.reward(address);
}

async function takeOrRefuse(
  limiter: Limiters["signInPair"],
  key: string,
): Promise<{ remaining: number; msBeforeNext: number }> {
  const taken = await take(limiter, key);
  if (taken.allowed) return taken;
  throw new ServiceError("TOO_MANY_REQUESTS", "SIGN_IN_THROTTLED", {
    minutes: minutesOf(taken.msBeforeNext),
  });
}

/** Hashed, since what people type may be of any length. */
function accountKey(email: string): string {
  return createHash("sha256").update(email.trim().toLowerCase()).digest("hex");
}

function pairKey(email: string, address: string): string {
  return `${accountKey(email)}:${address}`;
}
