import { and, count, eq, isNull, sql } from "drizzle-orm";
import { actorName, requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { sshKey } from "../db/tables/ssh-key.ts";
import { proxy, target } from "../db/tables/target.ts";
import { ServiceError } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import type { KeyPair } from "../ssh/keys.ts";
import { tenantNamed } from "../user/by-command.ts";
import type { ImportKeyInput } from "./input.ts";
import { type KeyRow, livingKey } from "./load.ts";
import { succeedKey } from "./moves.ts";
import type { ImportedKey } from "./output.ts";
import { ownPrivateKey } from "./own-private-key.ts";
import { refuseWhileRotating } from "./rotate.ts";
import { insertKey, lockTenantKeys, type SealedPair, sealPairHere } from "./store.ts";

/**
 * Makes a key of one's own the one that a tenant logs in with. Sealed at once to the master key's public half: this
 * process cannot read it again. The one before retires, or stays beside it while hosts move. Throws CONFLICT
 * KEY_IN_USE where hosts would be lost by that and it was not said to be meant.
 */
export async function importKey(ctx: ServiceContext, input: ImportKeyInput): Promise<ImportedKey> {
  requireScope(ctx, "admin");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  const pair = ownPrivateKey(input);
  return inTenant(ctx, (tx) =>
    makeCurrent(tx, ctx, tenantId, pair, input.beside ? besideOf(ctx) : inPlaceOf(input.replace)),
  );
}

/** The same at the terminal of the server itself, for a tenant by its name, else the first one. */
export async function importKeyByCommand(
  database: Database,
  input: Omit<ImportKeyInput, "tenantId" | "beside"> & { tenantName?: string },
): Promise<ImportedKey> {
  const pair = ownPrivateKey(input);
  const ctx = {
    ...asSystem(database),
    actor: { kind: "system", name: "command", via: "command" } as const,
    request: { id: "command", address: null },
  };
  return inTenant(ctx, async (tx) => {
    const tenantId = await tenantNamed(tx, input.tenantName);
    return makeCurrent(tx, ctx, tenantId, pair, inPlaceOf(input.replace));
  });
}

type PutInPlace = (tx: Transaction, before: KeyRow | undefined, made: SealedPair) => Promise<{ id: number }>;

async function makeCurrent(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor" | "request" | "scope">,
  tenantId: number,
  pair: KeyPair,
  putInPlace: PutInPlace,
): Promise<ImportedKey> {
  await lockTenantKeys(tx, ctx, tenantId);
  const before = await livingKey(tx, tenantId);
  if (before?.fingerprint === pair.fingerprint) throw new ServiceError("CONFLICT", "KEY_IS_CURRENT");
  await refuseWhileRotating(tx, tenantId);
  const sealed = await sealPairHere(tx, tenantId, pair);
  const made = await putInPlace(tx, before, sealed);
  await audit(tx, ctx, {
    tenantId,
    action: "key.import",
    object: { type: "key", id: made.id, name: sealed.name },
    before: { fingerprint: before?.fingerprint ?? null },
    after: { fingerprint: pair.fingerprint, privateKey: "changed" },
  });
  return { publicKey: pair.publicKey, fingerprint: pair.fingerprint };
}

/** Beside the one before, from which all hosts are asked to move. */
function besideOf({ boss, actor }: Pick<ServiceContext, "actor" | "boss">): PutInPlace {
  return async (tx, before, made) => {
    if (before === undefined) return insertKey(tx, made);
    const { id, batchId } = await succeedKey(tx, before, made, actorName(actor));
    if (batchId !== null) await enqueue(boss, tx, "testBatch", { batchId });
    return { id };
  };
}

/** In place of the one before, at once; where hosts are lost by that, it must be meant. */
function inPlaceOf(meant: boolean): PutInPlace {
  return async (tx, before, made) => {
    if (before !== undefined) await retire(tx, before, meant);
    return insertKey(tx, made);
  };
}

async function retire(tx: Transaction, { tenantId, id }: KeyRow, meant: boolean): Promise<void> {
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
