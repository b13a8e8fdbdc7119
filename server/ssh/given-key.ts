import { RouteError } from "./errors.ts";
import type { Hop } from "./route.ts";
import { type ConnectStep, StepClock } from "./steps.ts";

/** Of a host that was not met yet, one of its keys was named by its fingerprint. */
export function isGivenKey(hop: Hop): boolean {
  return hop.pinnedHostKey === null && hop.expectedFingerprint !== null;
}

/**
 * Meets a host of which the fingerprint of one key was given. A host has several, shows the best one asked for, and
 * is asked anew without the types that were not the given one. What is told is the way that led there; where none
 * did, the first.
 *
 * @param connect with which types of keys left out
 */
export async function findGivenKey<T>(
  steps: StepClock,
  connect: (steps: StepClock, withoutTypes: string[]) => Promise<T>,
): Promise<T> {
  const seen: string[] = [];
  let first: { error: unknown; told: ConnectStep[] } | null = null;
  for (;;) {
    const told: ConnectStep[] = [];
    try {
      const found = await connect(new StepClock((step) => told.push(step)), seen);
      steps.tellAll(told);
      return found;
    } catch (error) {
      first ??= { error, told };
      const shown = error instanceof RouteError && error.reason === "host_key" ? error.offeredHostKey : null;
      if (shown !== null && !seen.includes(shown.type)) {
        seen.push(shown.type);
        continue;
      }
      steps.tellAll(first.told);
      throw first.error;
    }
  }
}
