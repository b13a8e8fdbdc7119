import { sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import { open } from "../crypto/open.ts";
import { isBox } from "../crypto/seal.ts";
import type { SealingKeyPair } from "../crypto/suite.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { noticeChannel } from "../db/tables/notice.ts";
import { sshKey } from "../db/tables/ssh-key.ts";
import { tenant } from "../db/tables/tenant.ts";
import { enqueue } from "../queue/enqueue.ts";
import { makeKeyPair } from "../ssh/keys.ts";
import type { LoginKey } from "../ssh/route.ts";
import { keyPlace } from "./box-place.ts";
import { type KeyRow, livingKey, oldKey } from "./load.ts";
import { checkKnownBox, MasterKeyError } from "./master-key.ts";
import { succeedKey } from "./moves.ts";
import { insertKey, lockTenantKeys, sealPair } from "./store.ts";

/** At a worker's start: the known box opens, and every stored private key and secret is a box. */
export async function checkSealing(database: Database, master: SealingKeyPair): Promise<void> {
  await checkKnownBox(database, master);
  const { keys, channels } = await inTenant(asSystem(database), async (tx) => ({
    keys: await tx.select({ id: sshKey.id, sealed: sshKey.sealedPrivateKey }).from(sshKey),
    channels: await tx
      .select({ id: noticeChannel.id, sealed: noticeChannel.sealedSecret })
      .from(noticeChannel),
  }));
  refuseBare("Private keys", keys);
  refuseBare("Secrets of notice channels", channels);
}

function refuseBare(what: string, rows: { id: number; sealed: Buffer | null }[]): void {
  const bare = rows.filter(({ sealed }) => sealed !== null && !isBox(sealed)).map(({ id }) => id);
  if (bare.length > 0) throw new MasterKeyError(`${what} lie unsealed in the database: ${bare.join(", ")}`);
}

/** Makes the pair of each tenant that has none. Any number of workers may do so at once. */
export async function makeMissingKeys(database: Database, master: SealingKeyPair): Promise<void> {
  const missing = await inTenant(asSystem(database), (tx) =>
    tx
      .select({ id: tenant.id })
      .from(tenant)
      .where(
        sql`not exists (select from ssh_key k where k.tenant_id = ${tenant.id} and k.retired_at is null)`,
      ),
  );
  for (const { id } of missing) await makeTenantKey(database, master, id);
}

/** Makes a tenant's pair, unless it has one; the private half is sealed before it is stored. */
export function makeTenantKey(database: Database, master: SealingKeyPair, tenantId: number): Promise<void> {
  return inTenant({ database, scope: { tenantId } }, async (tx) => {
    await lockTenantKeys(tx, { scope: { tenantId } }, tenantId);
    if ((await livingKey(tx, tenantId)) !== undefined) return;
    const sealed = await sealPair(master, tenantId, makeKeyPair(`hostrun-tenant-${tenantId}`));
    await insertKey(tx, sealed);
  });
}

/**
 * Makes a tenant's next pair and asks all hosts to move to it. Does nothing where the key that was to go is not the
 * current one any more: a job that is tried again rotates once.
 */
export async function rotateTenantKey(
  { database, master, boss }: { database: Database; master: SealingKeyPair; boss: PgBoss },
  { tenantId, keyId }: { tenantId: number; keyId: number },
): Promise<void> {
  const sealed = await sealPair(master, tenantId, makeKeyPair(`hostrun-tenant-${tenantId}`));
  await inTenant({ database, scope: { tenantId } }, async (tx) => {
    await lockTenantKeys(tx, { scope: { tenantId } }, tenantId);
    const before = await livingKey(tx, tenantId);
    if (before?.id !== keyId || (await oldKey(tx, tenantId)) !== undefined) return;
    const { batchId } = await succeedKey(tx, before, sealed, "hostrun");
    if (batchId !== null) await enqueue(boss, tx, "testBatch", { batchId });
  });
}

/** What a tenant's hosts are logged in to with: mostly one key, two while hosts move from one to the other. */
export interface LivingKeys {
  /** The one that new hosts get. */
  current: LoginKey;
  /** The one that a host lets in, by what its row says of it. */
  of(keyId: number | null): LoginKey;
}

/** Opens a tenant's keys to log in with; kept in memory by the row's id. */
export class TenantKeys {
  readonly #database: Database;
  readonly #master: SealingKeyPair;
  readonly #opened = new Map<number, LoginKey>();

  constructor(database: Database, master: SealingKeyPair) {
    this.#database = database;
    this.#master = master;
  }

  async keysOf(tenantId: number): Promise<LivingKeys> {
    const { row, old } = await inTenant({ database: this.#database, scope: { tenantId } }, async (tx) => ({
      row: await livingKey(tx, tenantId),
      old: await oldKey(tx, tenantId),
    }));
    if (row === undefined) {
      await makeTenantKey(this.#database, this.#master, tenantId);
      return this.keysOf(tenantId);
    }
    const current = await this.#open(row);
    if (old === undefined) return { current, of: () => current };
    const before = await this.#open(old);
    return { current, of: (keyId) => (keyId === old.id ? before : current) };
  }

  async #open({ id, tenantId, fingerprint, sealedPrivateKey }: KeyRow): Promise<LoginKey> {
    const known = this.#opened.get(id);
    if (known !== undefined) return known;
    const opened = await open(this.#master, sealedPrivateKey, keyPlace(tenantId, fingerprint));
    const key = { privateKey: opened.toString(), version: String(id), name: `key ${id}` };
    this.#opened.set(id, key);
    return key;
  }
}
