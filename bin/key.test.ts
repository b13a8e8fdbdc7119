import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findRunningPostgres, startEmbeddedPostgres } from "../dev/postgres/embedded.ts";
import { type Database, openDatabase } from "../server/db/client.ts";
import { migrateDatabase } from "../server/db/migrate.ts";
import { makeKeyPair, publicKeyOf } from "../server/ssh/keys.ts";
import { TenantKeys } from "../server/ssh-key/execution.ts";
import { loadMasterKey } from "../server/ssh-key/master-key.ts";
import { ensureFirstAdmin } from "../server/user/first-admin.ts";
import { hostrun } from "./testing.ts";

/** Each test starts programs of its own, which a busy machine may keep waiting. */
vi.setConfig({ testTimeout: 120_000 });

let data: string;
let database: Database;

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), "hostrun-command-"));
  await chmod(data, 0o755);
  const { url } = await startEmbeddedPostgres({ directory: path.join(data, "postgres") });
  await migrateDatabase(url);
  database = openDatabase({ url, role: null }, { max: 2, name: "test" });
  const admin = { HOSTRUN_ADMIN_EMAIL: "first@example.test", HOSTRUN_ADMIN_PASSWORD: undefined };
  await ensureFirstAdmin(database, admin);
});
afterAll(async () => {
  await database?.close();
  await (await findRunningPostgres(path.join(data, "postgres")))?.stop();
  await rm(data, { recursive: true, force: true });
});

const run = (words: string[], stdin?: string) => hostrun(words, { HOSTRUN_DATA_DIR: data }, stdin);

test("a key from a file is what the first tenant logs in with; the last line is its public one", async () => {
  const { privateKey, publicKey } = makeKeyPair("of the company");
  const file = path.join(data, "own");
  await writeFile(file, privateKey);
  const early = await run(["key", "import", file]);
  expect([early.exitCode, early.stderr]).toEqual([1, expect.stringContaining("Start Hostrun once")]);
  const master = await loadMasterKey(path.join(data, "master.key"), database);
  const { exitCode, lastLine, stderr } = await run(["key", "import", file]);
  expect([exitCode, stderr, lastLine]).toEqual([0, "", publicKey]);
  const { current } = await new TenantKeys(database, master).keysOf(1);
  expect(publicKeyOf(current.privateKey)).toBe(publicKey.split(" ").slice(0, 2).join(" "));
});

test("a file that is no key, and one that is not there, are said", async () => {
  const file = path.join(data, "nothing");
  await writeFile(file, "no key\n");
  const refused = await run(["key", "import", file]);
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining("no private key")]);
  const missing = await run(["key", "import", path.join(data, "missing")]);
  expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining("cannot be read: ENOENT")]);
});
