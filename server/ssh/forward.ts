import type { Duplex } from "node:stream";
import { refusalOf } from "./channel-refusal.ts";
import type { Connection } from "./connection.ts";
import { RouteError, toRouteError } from "./errors.ts";
import type { Hop } from "./route.ts";

/** A stream to a target's SSH port, as its proxy sees it. Throws a {@link RouteError} in the proxy's own words. */
export async function forward(proxy: Connection, hop: Hop, signal: AbortSignal): Promise<Duplex> {
  try {
    return await proxy.forward(hop.address, hop.port, signal);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) {
      const { reason: known, message } = toRouteError(error, "target");
      throw new RouteError(known === "timeout" ? known : "proxy", "target", message);
    }
    const words = (error as Error).message.replace(/^\(SSH\) Channel open failure: /, "");
    const said = `${refusal}: ${words}`;
    throw new RouteError("proxy", "target", said, null, exactReasonOf(refusal, words));
  }
}

/** Forbidden by the proxy's settings, or what the proxy met when it dialled the target. */
function exactReasonOf(refusal: string, words: string): string {
  if (refusal === "administratively prohibited") return "forwarding_prohibited";
  if (/refused/i.test(words)) return "forward_refused";
  if (/timed out|no route|unreachable/i.test(words)) return "forward_timeout";
  return /name|resol|temporary failure/i.test(words) ? "forward_dns" : "proxy";
}
