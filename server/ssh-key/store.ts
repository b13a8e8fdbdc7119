import { and, eq } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import { seal } from "../crypto/seal.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { sealingKey, sshKey } from "../db/tables/ssh-key.ts";
import { tenant } from "../db/tables/tenant.ts";
import { found, ServiceError } from "../errors.ts";
import type { KeyPair } from "../ssh/keys.ts";
import { keyPlace } from "./box-place.ts";
import type { KeyRow } from "./load.ts";

const keyName = "platform";

/** A tenant that the caller sees; its keys are not changed by anybody else until the transaction's end. */
export async function lockTenantKeys(
  tx: Transaction,
  ctx: Pick<ServiceContext, "scope">,
  tenantId: number,
): Promise<void> {
  const owners = await tx
    .select({ id: tenant.id })
    .from(tenant)
    .where(and(eq(tenant.id, tenantId), visible(ctx, tenant.id)))
    .for("no key update");
  found(owners[0]);
}

/** A pair as it is stored. */
export type SealedPair = Pick<KeyRow, "tenantId" | "name" | "publicKey" | "fingerprint" | "sealedPrivateKey">;

/** A pair, sealed: whoever has the master key's private half alone can read it again. */
export async function sealPair(
  master: Parameters<typeof seal>[0],
  tenantId: number,
  { publicKey, fingerprint, privateKey }: KeyPair,
): Promise<SealedPair> {
  const place = keyPlace(tenantId, fingerprint);
  return {
    tenantId,
    name: keyName,
    publicKey,
    fingerprint,
    sealedPrivateKey: await seal(master, Buffer.from(privateKey), place),
  };
}

/** The same in a process that knows the master key's public half alone. */
export async function sealPairHere(tx: Transaction, tenantId: number, pair: KeyPair): Promise<SealedPair> {
  const [master] = await tx.select().from(sealingKey).limit(1);
  // Made by the first worker at its first start.
  if (master === undefined) throw new ServiceError("SERVICE_UNAVAILABLE", "KEY_NOT_READY");
  return sealPair(master, tenantId, pair);
}

export async function insertKey(tx: Transaction, made: SealedPair): Promise<{ id: number }> {
  return found((await tx.insert(sshKey).values(made).returning({ id: sshKey.id }))[0]);
}
