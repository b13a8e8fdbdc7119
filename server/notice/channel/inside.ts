import ipaddr from "ipaddr.js";
import { innermost, refusal } from "../../ssh/dial-policy.ts";
import type { RefuseAddress } from "./post.ts";

/**
 * Judges addresses that a tenant entered: the public internet may be called, and of the rest only the networks that
 * the operator opened (`HOSTRUN_NOTICE_NETWORKS`). What no host may be dialled at, such as a cloud's metadata, is
 * never opened.
 */
export function refuseInside(openNetworks: readonly string[]): RefuseAddress {
  const networks = openNetworks.map((network) => ipaddr.parseCIDR(network));
  return (address) => {
    const inner = innermost(address);
    const isOpen = inner !== null && networks.some(([base, bits]) => isWithin(inner, base, bits));
    const refused = refusal(address, { allowLoopback: isOpen });
    if (refused !== null || inner === null) return refused ?? `${address} is no address`;
    if (isOpen || inner.range() === "unicast") return null;
    return `${address} is inside (${inner.range()})`;
  };
}

function isWithin(
  address: ipaddr.IPv4 | ipaddr.IPv6,
  base: ipaddr.IPv4 | ipaddr.IPv6,
  bits: number,
): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}
