import type { Database } from "../db/client.ts";
import { logger } from "../logger.ts";
import { RouteError } from "../ssh/errors.ts";
import { keyKnownToProxy } from "../ssh/outcome.ts";
import type { Lease } from "../ssh/pool.ts";
import { relayError } from "../ssh/remote/relay.ts";
import type { Route } from "../ssh/route.ts";
import { isRelayed } from "../ssh/session.ts";
import { type HostSubject, keepOfferedKey, pinHostKey } from "../target/host-identity.ts";

/**
 * The same route, with the target's key pinned: where the proxy logs in itself, that key comes at first contact
 * from what the proxy knows. Throws a {@link RouteError} where it knows none, or another than the given one.
 */
export async function pinThroughProxy(
  database: Database,
  lease: Lease,
  route: Route,
  subject: HostSubject,
): Promise<Route> {
  if (!isRelayed(route) || route.target.pinnedHostKey !== null) return route;
  const { key: known, said: words } = await keyKnownToProxy(lease, route);
  if (known === null) {
    const said = "the proxy knows no key of the target and could not ask for it";
    throw relayError(words, route.target) ?? new RouteError("proxy", "target", said);
  }
  const expected = route.target.expectedFingerprint;
  const right = expected === null || expected === known.fingerprint;
  if (!right || !(await pinHostKey(database, subject, known))) {
    const said = `the target's key is not the given one: ${known.fingerprint}`;
    throw new RouteError("host_key", "target", said, known);
  }
  return { ...route, target: { ...route.target, pinnedHostKey: known.line } };
}

/**
 * Keeps the key for which a proxy's own login was refused, for an admin to see: its ssh says only that it is
 * another, so that the target is asked, through the proxy. Never throws: the refusal stands in any case.
 */
export async function keepKeyShownToProxy(
  database: Database,
  lease: Lease,
  route: Route,
  subject: HostSubject,
): Promise<void> {
  try {
    const { key: shown } = await keyKnownToProxy(lease, route, "now");
    if (shown !== null && shown.line !== route.target.pinnedHostKey) {
      await keepOfferedKey(database, subject, shown);
    }
  } catch (error) {
    logger.warn({ err: error, target: subject.id }, "the key that a target shows could not be kept");
  }
}
