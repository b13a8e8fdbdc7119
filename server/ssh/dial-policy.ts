import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

/** What may be dialled besides the networks that hosts are in. */
export interface DialPolicy {
  /** Loopback and this machine's own addresses. Off in production: they are the platform itself. */
  allowLoopback: boolean;
}

/**
 * Why an address, as resolved, must not be dialled; null when it may. Refused always: unspecified, link-local
 * (and with it cloud metadata), multicast, broadcast. Private networks are what this is for.
 */
export function refusal(address: string, policy: DialPolicy): string | null {
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (["unspecified", "linkLocal", "multicast", "broadcast", "reserved"].includes(range)) {
    return `${address} is ${range} and never dialled`;
  }
  if (policy.allowLoopback) return null;
  if (range === "loopback") return `${address} is this machine itself`;
  return ownAddresses().has(parsed.toString()) ? `${address} is this machine's own address` : null;
}

function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => ipaddr.process(address.replace(/%.*/, "")).toString()));
}
