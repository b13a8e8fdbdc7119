import type { BoxPlace } from "../crypto/suite.ts";
import type { HostKind } from "../domain/host-kind.ts";

/** A secret that was given once is worthless after this time. */
export const boxSeconds = 60;

/** The host that such a secret is for, and the way to it, as the page showed them. */
export interface BoundHost {
  kind: HostKind;
  id: number;
  username: string;
  address: string;
  port: number;
  /** Of the host key: pinned, or given by whoever typed the secret. */
  fingerprint: string | null;
  proxy: { id: number; username: string; address: string; port: number } | null;
}

/** What is sealed for a worker's boot, as both ends name it. */
export interface BoxedCheck {
  id: number;
  tenantId: number;
  /** The box expires {@link boxSeconds} after. */
  createdAt: string;
}

/**
 * The place that a box with a once given secret belongs to: this check, at this time, of this host by this way. Where
 * the row says anything else when it is opened, it does not open.
 */
export function boxPlaceOf(check: BoxedCheck, host: BoundHost): BoxPlace {
  const { kind, id, username, address, port, fingerprint, proxy } = host;
  const way = proxy === null ? null : [proxy.id, proxy.username, proxy.address, proxy.port];
  const bound = [check.id, check.createdAt, boxSeconds, kind, id, username, address, port, fingerprint, way];
  return {
    tenantId: check.tenantId,
    table: "host_check",
    id: JSON.stringify(bound),
    column: "sealed_input",
    version: 1,
  };
}

/** Names a worker's boot key in front of a box. */
export function bootKeyId(workerId: number): string {
  return `w${workerId}`;
}
