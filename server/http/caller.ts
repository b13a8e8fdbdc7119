import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";

/**
 * Writes the caller's address into a request's `x-forwarded-for`, before anything reads it: the socket's own, or,
 * where the socket is a named proxy's, the last address in its chain that is not one of those. What the caller
 * claims of itself in any other forwarding header is taken away.
 *
 * @param trustedProxies addresses of proxies that say truly who stands behind them
 */
export function writeCaller(request: IncomingMessage, trustedProxies: string[]): void {
  const trusted = new Set(trustedProxies.map(plainAddress));
  const peer = plainAddress(request.socket.remoteAddress ?? "");
  const { headers } = request;
  delete headers.forwarded;
  delete headers["x-real-ip"];
  if (trusted.has(peer)) {
    headers["x-forwarded-for"] = lastUntrusted(String(headers["x-forwarded-for"] ?? ""), trusted) ?? peer;
    return;
  }
  headers["x-forwarded-for"] = peer;
  headers["x-forwarded-proto"] = "http";
  headers["x-forwarded-host"] = headers.host;
}

/** Who spoke to the first of the trusted proxies; null where the chain does not say it as an address. */
function lastUntrusted(chain: string, trusted: Set<string>): string | null {
  const addresses = chain.split(",").map((part) => plainAddress(part.trim()));
  const last = addresses.findLast((address) => !trusted.has(address)) ?? "";
  return ipaddr.isValid(last) ? last : null;
}

/** An IPv4 address inside an IPv6 one is the IPv4 address. */
function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
