import type { BoxPlace } from "../crypto/suite.ts";

/** Where a tenant's private key lies. The row's id is not known before it is made; its fingerprint is its name. */
export function keyPlace(tenantId: number, fingerprint: string): BoxPlace {
  return { tenantId, table: "ssh_key", id: fingerprint, column: "sealed_private_key", version: 1 };
}
