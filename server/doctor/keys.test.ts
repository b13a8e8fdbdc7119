import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { sshKey } from "../db/tables/ssh-key.ts";
import { makeTenantKey } from "../ssh-key/execution.ts";
import { loadMasterKey } from "../ssh-key/master-key.ts";
import { makeTenant } from "../testing/people.ts";
import { createDatabaseForTest } from "../testing/postgres.ts";
import { examineBoxes, examineMasterKey } from "./keys.ts";

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-doctor-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const settings = (folder: string, DATABASE_URL?: string) => ({
  HOSTRUN_DATA_DIR: folder,
  HOSTRUN_MASTER_KEY_FILE: undefined,
  NEXTAUTH_SECRET: undefined,
  DATABASE_URL,
});

test("a master key that opens what was sealed to it is fine; before the first one there is nothing to say", async () => {
  const { database } = await createDatabaseForTest();
  const folder = await aFolder();
  expect(await examineMasterKey(database, settings(folder))).toMatchObject({ state: "skipped" });
  await loadMasterKey(path.join(folder, "master.key"), database);
  expect(await examineMasterKey(database, settings(folder))).toMatchObject({ state: "ok" });
});

test("a master key that is missing where it belongs is named; a machine of the web alone rightly has none", async () => {
  const { database } = await createDatabaseForTest();
  const [folder, empty] = [await aFolder(), await aFolder()];
  await loadMasterKey(path.join(folder, "master.key"), database);
  const cure = expect.stringMatching(/^Put the right one back/);
  expect(await examineMasterKey(database, settings(empty))).toMatchObject({ state: "wrong", cure });
  expect(await examineMasterKey(database, settings(empty, "postgres://elsewhere/x"))).toMatchObject({
    state: "skipped",
  });
});

test("a master key of another installation is named, and one that others may read is not opened", async () => {
  const [one, other] = [await createDatabaseForTest(), await createDatabaseForTest()];
  const [folder, foreign] = [await aFolder(), await aFolder()];
  await loadMasterKey(path.join(folder, "master.key"), one.database);
  await loadMasterKey(path.join(foreign, "master.key"), other.database);
  expect(await examineMasterKey(one.database, settings(foreign))).toMatchObject({
    part: "master key",
    state: "wrong",
    detail: "The master key does not open what was sealed to it.",
  });
  await chmod(path.join(folder, "master.key"), 0o440);
  expect(await examineMasterKey(one.database, settings(folder))).toMatchObject({
    state: "skipped",
    detail: "not opened while others may read it",
  });
});

test("a known box that was changed in the database is seen", async () => {
  const { database } = await createDatabaseForTest();
  const folder = await aFolder();
  await loadMasterKey(path.join(folder, "master.key"), database);
  const last = sql`octet_length(known_box) - 1`;
  await inTenant(asSystem(database), (tx) =>
    tx.execute(
      sql`update sealing_key set known_box = set_byte(known_box, ${last}, get_byte(known_box, ${last}) # 1)`,
    ),
  );
  expect(await examineMasterKey(database, settings(folder))).toMatchObject({ state: "wrong" });
});

test("a private key or another secret that lies unsealed is named by its row", async () => {
  const { database } = await createDatabaseForTest();
  const master = await loadMasterKey(path.join(await aFolder(), "master.key"), database);
  const tenantId = await makeTenant({ database });
  await makeTenantKey(database, master, tenantId);
  expect(await examineBoxes(database)).toMatchObject({ state: "ok" });
  const bare = Buffer.from("-----BEGIN OPENSSH PRIVATE KEY-----\0\\");
  const ids = await inTenant(asSystem(database), async (tx) => {
    const values = { tenantId, name: "bare", publicKey: "x", fingerprint: "x", sealedPrivateKey: bare };
    const keys = await tx.insert(sshKey).values(values).returning({ id: sshKey.id });
    const proxy = sql`insert into e_script_target_proxy (tenant_id, name, username, address, created_by)
      values (${tenantId}, 'p', 'root', '192.0.2.1', 'test') returning id`;
    const checks = await tx.execute<{ id: number }>(sql`with proxy as (${proxy})
      insert into host_check (tenant_id, kind, proxy_id, sealed_input, requested_by)
      select ${tenantId}, 'test', id, ${bare}, 'test' from proxy returning id`);
    return { key: keys[0]?.id, check: checks.rows[0]?.id };
  });
  expect(await examineBoxes(database)).toMatchObject({
    state: "wrong",
    detail: `not sealed: host_check.sealed_input of ${ids.check}, ssh_key.sealed_private_key of ${ids.key}`,
  });
});
