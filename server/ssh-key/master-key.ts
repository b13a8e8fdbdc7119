import { readFile, stat, writeFile } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { makeSealingKey } from "../crypto/make-key.ts";
import { BoxError, open } from "../crypto/open.ts";
import { seal } from "../crypto/seal.ts";
import type { SealingKeyPair } from "../crypto/suite.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { sealingKey } from "../db/tables/ssh-key.ts";

/** The known box: what it holds is no secret, that it opens shows that the key is the right one. */
const knownText = "hostrun knows this key";

function knownPlace(id: string) {
  return { tenantId: null, table: "sealing_key", id, column: "known_box", version: 1 };
}

/** A master key that is missing, readable by others, or not the one that secrets were sealed to. */
export class MasterKeyError extends Error {
  override name = "MasterKeyError";
}

/**
 * The worker's master key. Made at the very first start, readable by its owner alone; afterwards a missing or
 * other key refuses to start, since a new one could open nothing that is stored.
 */
export async function loadMasterKey(file: string, database: Database): Promise<SealingKeyPair> {
  const known = await inTenant(asSystem(database), (tx) => tx.select().from(sealingKey));
  const stored = await readMasterKey(file);
  if (stored !== null) {
    await register(database, stored, known);
    return stored;
  }
  if (known.length > 0) {
    throw new MasterKeyError(
      `The master key ${file} is missing, and secrets are sealed to it. Put it back, or set HOSTRUN_MASTER_KEY_FILE to where it is.`,
    );
  }
  const made = await makeSealingKey();
  const text = [made.id, made.publicKey.toString("base64"), made.privateKey.toString("base64")].join("\n");
  await writeFile(file, `${text}\n`, { flag: "wx", mode: 0o400 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return loadMasterKey(file, database);
}

/** The key in a file, or null where there is no such file; throws {@link MasterKeyError} for one that may not be used. */
export async function readMasterKey(file: string): Promise<SealingKeyPair | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  if (((await stat(file)).mode & 0o077) !== 0) {
    throw new MasterKeyError(`The master key ${file} can be read by others. Run: chmod 400 ${file}`);
  }
  const [id = "", publicKey = "", privateKey = ""] = text.trim().split("\n");
  if (!/^[0-9a-f]{8}$/.test(id)) throw new MasterKeyError(`${file} is no master key of ours.`);
  return { id, publicKey: Buffer.from(publicKey, "base64"), privateKey: Buffer.from(privateKey, "base64") };
}

/** The public half goes where the web finds it; with the first key only. */
async function register(
  database: Database,
  key: SealingKeyPair,
  known: (typeof sealingKey.$inferSelect)[],
): Promise<void> {
  if (known.some((row) => row.id === key.id)) return;
  if (known.length > 0) {
    throw new MasterKeyError("The master key is not the one that secrets in this database are sealed to.");
  }
  const knownBox = await seal(key, Buffer.from(knownText), knownPlace(key.id));
  await inTenant(asSystem(database), (tx) =>
    tx.insert(sealingKey).values({ id: key.id, publicKey: key.publicKey, knownBox }).onConflictDoNothing(),
  );
}

/** Shows that the key is the one that secrets are sealed to: its known box opens. Throws {@link MasterKeyError} otherwise. */
export async function checkKnownBox(database: Database, master: SealingKeyPair): Promise<void> {
  const rows = await inTenant(asSystem(database), (tx) =>
    tx.select().from(sealingKey).where(eq(sealingKey.id, master.id)),
  );
  const text = rows[0] && (await open(master, rows[0].knownBox, knownPlace(master.id)).catch(nothing));
  if (text?.toString() !== knownText) {
    throw new MasterKeyError("The master key does not open what was sealed to it.");
  }
}

/** Whether anything can have been sealed yet. */
export async function hasSealingKey(database: Database): Promise<boolean> {
  const rows = await inTenant(asSystem(database), (tx) =>
    tx.select({ id: sealingKey.id }).from(sealingKey).limit(1),
  );
  return rows.length > 0;
}

function nothing(error: unknown): null {
  if (error instanceof BoxError) return null;
  throw error;
}
