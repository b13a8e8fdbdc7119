import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

/** What may be dialled besides the networks that hosts are in. */
export interface DialPolicy {
  /** Loopback and this machine's own addresses. Off in production: they are the platform itself. */
  allowLoopback: boolean;
}

/** Where clouds keep a machine's own credentials, beside the link-local address that most of them use. */
const metadataAddresses = new Set(["fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192"]);

const refusedRanges = new Set(["unspecified", "linkLocal", "multicast", "broadcast", "reserved", "discard"]);

/**
 * Why an address, as resolved, must not be dialled; null when it may. Refused always: unspecified, link-local
 * and cloud metadata, multicast, broadcast, in whatever form of IPv6 an IPv4 address is written. Private networks
 * are what this is for.
 */
export function refusal(address: string, policy: DialPolicy): string | null {
  const parsed = innermost(address);
  if (parsed === null) return `${address} is no address`;
  const range = parsed.range();
  if (refusedRanges.has(range)) return `${address} is ${range} and never dialled`;
  if (metadataAddresses.has(parsed.toString())) return `${address} is cloud metadata and never dialled`;
  if (policy.allowLoopback) return null;
  if (range === "loopback") return `${address} is this machine itself`;
  return ownAddresses().has(parsed.toString()) ? `${address} is this machine's own address` : null;
}

function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => innermost(address)?.toString() ?? address));
}

/**
 * Where the packets end up: the IPv4 address inside a mapped, translated, 6to4 or compatible IPv6 address; null for
 * what is no address.
 */
export function innermost(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const plain = address.replace(/%.*/, "");
  if (!ipaddr.isValid(plain)) return null;
  const parsed = ipaddr.process(plain);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed;
  const bytes = parsed.toByteArray();
  const at = embeddedAt(parsed.range(), bytes);
  return at === null ? parsed : new ipaddr.IPv4(bytes.slice(at, at + 4));
}

function embeddedAt(range: string, bytes: number[]): number | null {
  if (range === "rfc6145" || range === "rfc6052") return 12;
  if (range === "6to4") return 2;
  const compatible = bytes.slice(0, 12).every((byte) => byte === 0) && range === "unicast";
  return compatible ? 12 : null;
}
