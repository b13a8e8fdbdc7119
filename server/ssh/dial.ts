import { lookup } from "node:dns/promises";
import net from "node:net";
import type { Duplex } from "node:stream";
import { beforeAbort } from "./before-abort.ts";
import { type DialPolicy, refusal } from "./dial-policy.ts";
import { RouteError, toRouteError } from "./errors.ts";
import type { Hop, HopName } from "./route.ts";
import type { StepClock } from "./steps.ts";

/**
 * Opens a TCP connection to a hop, to an address that was checked after resolution. The socket sends small
 * packets at once: without that, a handshake loses 40 ms and so does each exec.
 */
export async function dial(
  hop: Hop,
  name: HopName,
  options: { policy: DialPolicy; signal: AbortSignal; steps: StepClock },
): Promise<Duplex> {
  const address = await options.steps.time(
    name,
    "dns",
    () => resolve(hop, name, options.signal),
    (found) => ({ detail: found, note: net.isIP(hop.address) === 0 ? undefined : "no_dns" }),
  );
  const refused = refusal(address, options.policy);
  if (refused !== null) throw options.steps.fail(name, "tcp", new RouteError("policy", name, refused));
  return options.steps.time(
    name,
    "tcp",
    () => connect(address, hop.port, name, options.signal),
    () => ({ detail: placeOf({ ...hop, address }) }),
  );
}

/** An address and its port, as people write them. */
export function placeOf({ address, port }: Pick<Hop, "address" | "port">): string {
  return net.isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

async function resolve(hop: Hop, name: HopName, signal: AbortSignal): Promise<string> {
  try {
    return (await beforeAbort(lookup(hop.address), signal)).address;
  } catch (error) {
    throw toRouteError(error, name);
  }
}

function connect(host: string, port: number, name: HopName, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true });
    const give = (error: unknown) => {
      signal.removeEventListener("abort", abort);
      socket.destroy();
      reject(toRouteError(error, name));
    };
    const abort = () => give(signal.reason);
    socket.once("error", give);
    socket.once("connect", () => {
      signal.removeEventListener("abort", abort);
      socket.off("error", give);
      socket.on("error", () => {});
      resolve(socket);
    });
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
  });
}
