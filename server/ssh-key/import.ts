import { and, count, eq, isNull, sql } from "drizzle-orm";
import { requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import { seal } from "../crypto/seal.ts";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant, visible } from "../db/in-tenant.ts";
import { sealingKey, sshKey } from "../db/tables/ssh-key.ts";
import { proxy, target } from "../db/tables/target.ts";
import { tenant } from "../db/tables/tenant.ts";
import { found, ServiceError } from "../errors.ts";
import type { KeyPair } from "../ssh/keys.ts";
import { tenantNamed } from "../user/by-command.ts";
import { keyPlace } from "./box-place.ts";
import type { ImportKeyInput } from "./input.ts";
import { livingKey } from "./load.ts";
import type { ImportedKey } from "./output.ts";
import { ownPrivateKey } from "./own-private-key.ts";

const keyName = "platform";

/**
 * Makes a key of one's own the one that a tenant logs in with; the one before retires. Sealed at once to the master
 * key's public half: this process cannot read it again. Throws CONFLICT KEY_IN_USE where hosts are reached with the
 * present one and that was not said to be meant.
 */
export async function importKey(ctx: ServiceContext, input: ImportKeyInput): Promise<ImportedKey> {
  requireScope(ctx, "admin");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  const pair = ownPrivateKey(input);
  return inTenant(ctx, (tx) => makeCurrent(tx, ctx, tenantId, pair, input.replace));
}

/** The same at the terminal of the server itself, for a tenant by its name, else the first one. */
export async function importKeyByCommand(
  database: Database,
  input: Omit<ImportKeyInput, "tenantId"> & { tenantName?: string },
): Promise<ImportedKey> {
  const pair = ownPrivateKey(input);
  const ctx = {
    ...asSystem(database),
    actor: { kind: "system", name: "command", via: "command" } as const,
    request: { id: "command", address: null },
  };
  return inTenant(ctx, async (tx) => {
    const tenantId = await tenantNamed(tx, input.tenantName);
    return makeCurrent(tx, ctx, tenantId, pair, input.replace);
  });
}

async function makeCurrent(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor" | "request" | "scope">,
  tenantId: number,
  pair: KeyPair,
  meant: boolean,
): Promise<ImportedKey> {
  const owners = await tx
    .select({ id: tenant.id })
    .from(tenant)
    .where(and(eq(tenant.id, tenantId), visible(ctx, tenant.id)))
    .for("no key update");
  found(owners[0]);
  const before = await livingKey(tx, tenantId);
  if (before?.fingerprint === pair.fingerprint) throw new ServiceError("CONFLICT", "KEY_IS_CURRENT");
  if (before !== undefined) await retire(tx, tenantId, before.id, meant);
  const made = await storeKey(tx, tenantId, pair);
  await audit(tx, ctx, {
    tenantId,
    action: "key.import",
    object: { type: "key", id: made.id, name: keyName },
    before: { fingerprint: before?.fingerprint ?? null },
    after: { fingerprint: pair.fingerprint, privateKey: "changed" },
  });
  return { publicKey: pair.publicKey, fingerprint: pair.fingerprint };
}

async function retire(tx: Transaction, tenantId: number, id: number, meant: boolean): Promise<void> {
  const hosts = await reachedHosts(tx, tenantId);
  if (hosts > 0 && !meant) throw new ServiceError("CONFLICT", "KEY_IN_USE", { hosts }, ["replace"]);
  await tx
    .update(sshKey)
    .set({ retiredAt: sql`now()` })
    .where(and(eq(sshKey.tenantId, tenantId), eq(sshKey.id, id)));
}

/** Hosts and proxies that the present key has logged in to when they were looked at last. */
async function reachedHosts(tx: Transaction, tenantId: number): Promise<number> {
  let hosts = 0;
  for (const table of [target, proxy]) {
    const own = table === target ? eq(target.loginMode, "platform_key") : undefined;
    const rows = await tx
      .select({ hosts: count() })
      .from(table)
      .where(
        and(eq(table.tenantId, tenantId), isNull(table.deletedAt), eq(table.connectionStatus, "ok"), own),
      );
    hosts += rows[0]?.hosts ?? 0;
  }
  return hosts;
}

async function storeKey(tx: Transaction, tenantId: number, pair: KeyPair): Promise<{ id: number }> {
  const masters = await tx.select().from(sealingKey).limit(1);
  const [master] = masters;
  // Made by the first worker at its first start.
  if (master === undefined) throw new ServiceError("SERVICE_UNAVAILABLE", "KEY_NOT_READY");
  const { publicKey, fingerprint, privateKey } = pair;
  const sealedPrivateKey = await seal(master, Buffer.from(privateKey), keyPlace(tenantId, fingerprint));
  const rows = await tx
    .insert(sshKey)
    .values({ tenantId, name: keyName, publicKey, fingerprint, sealedPrivateKey })
    .returning({ id: sshKey.id });
  return found(rows[0]);
}
