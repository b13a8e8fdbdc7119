import { eq, sql } from "drizzle-orm";
import { open } from "../crypto/open.ts";
import { isBox, seal } from "../crypto/seal.ts";
import type { SealingKeyPair } from "../crypto/suite.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { sshKey } from "../db/tables/ssh-key.ts";
import { tenant } from "../db/tables/tenant.ts";
import { makeKeyPair } from "../ssh/keys.ts";
import type { LoginKey } from "../ssh/route.ts";
import { keyPlace } from "./box-place.ts";
import { livingKey } from "./load.ts";
import { checkKnownBox, MasterKeyError } from "./master-key.ts";

const keyName = "platform";

/** At a worker's start: the known box opens, and every stored private key is a box. */
export async function checkSealing(database: Database, master: SealingKeyPair): Promise<void> {
  await checkKnownBox(database, master);
  const rows = await inTenant(asSystem(database), (tx) =>
    tx.select({ id: sshKey.id, sealed: sshKey.sealedPrivateKey }).from(sshKey),
  );
  const bare = rows.filter((row) => !isBox(row.sealed)).map((row) => row.id);
  if (bare.length > 0)
    throw new MasterKeyError(`Private keys lie unsealed in the database: ${bare.join(", ")}`);
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
    await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId)).for("no key update");
    if ((await livingKey(tx, tenantId)) !== undefined) return;
    const pair = makeKeyPair(`hostrun-tenant-${tenantId}`);
    const box = await seal(master, Buffer.from(pair.privateKey), keyPlace(tenantId, pair.fingerprint));
    await tx.insert(sshKey).values({
      tenantId,
      name: keyName,
      publicKey: pair.publicKey,
      fingerprint: pair.fingerprint,
      sealedPrivateKey: box,
    });
  });
}

/** Opens a tenant's key to log in with; kept in memory by the row's id. */
export class TenantKeys {
  readonly #database: Database;
  readonly #master: SealingKeyPair;
  readonly #opened = new Map<number, LoginKey>();

  constructor(database: Database, master: SealingKeyPair) {
    this.#database = database;
    this.#master = master;
  }

  async keyOf(tenantId: number): Promise<LoginKey> {
    const row = await inTenant({ database: this.#database, scope: { tenantId } }, (tx) =>
      livingKey(tx, tenantId),
    );
    if (row === undefined) {
      await makeTenantKey(this.#database, this.#master, tenantId);
      return this.keyOf(tenantId);
    }
    const known = this.#opened.get(row.id);
    if (known !== undefined) return known;
    const opened = await open(this.#master, row.sealedPrivateKey, keyPlace(tenantId, row.fingerprint));
    const key = { privateKey: opened.toString(), version: String(row.id) };
    this.#opened.set(row.id, key);
    return key;
  }
}
