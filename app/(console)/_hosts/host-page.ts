import type { HostKind } from "../../../server/domain/host-kind.ts";

/** Where a host has its page. */
export function hostPage(kind: HostKind, id: number): string {
  return `/${kind === "target" ? "targets" : "proxies"}/${id}`;
}
