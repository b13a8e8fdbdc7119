import type { UserActor } from "../access.ts";
import { ServiceError } from "../errors.ts";
import { type Limiters, take } from "./limiters.ts";

/** Counts the calls of a request (a batch holds several); throws TOO_MANY_REQUESTS above 3 000 a minute. */
export async function countCalls(
  limiters: Limiters,
  actor: Pick<UserActor, "via" | "viaId">,
  calls: number,
): Promise<void> {
  const taken = await take(limiters.calls, `${actor.via}:${actor.viaId}`, calls);
  if (!taken.allowed) throw new ServiceError("TOO_MANY_REQUESTS", "RATE_LIMITED");
}
