import type { SendResult } from "./channel/types.ts";

const firstDelaySeconds = 2;
const longestDelaySeconds = 15 * 60;
/** How long a receiver is asked again. */
export const patienceSeconds = 24 * 60 * 60;

/** What becomes of a delivery: it is over, or the next attempt comes after so many seconds. */
export type AfterAttempt = { state: "delivered" | "dead" } | { state: "waiting"; delaySeconds: number };

/**
 * What an attempt leads to: a receiver that may take it later is asked again after 2 s, twice as long each time and
 * 15 min at most, for 24 h; what will not be taken, or was not in that time, is a dead letter until somebody retries it.
 *
 * @param attempt the number of the attempt, from 1 at the beginning and after a person's retry
 * @param ageSeconds since the first of these attempts was due
 */
export function afterAttempt(
  { outcome }: Pick<SendResult, "outcome">,
  attempt: number,
  ageSeconds: number,
): AfterAttempt {
  if (outcome === "delivered") return { state: "delivered" };
  const delaySeconds = Math.min(firstDelaySeconds * 2 ** (attempt - 1), longestDelaySeconds);
  if (outcome === "refused" || ageSeconds + delaySeconds > patienceSeconds) return { state: "dead" };
  return { state: "waiting", delaySeconds };
}
