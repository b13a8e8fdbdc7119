import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { sshKey } from "../server/db/tables/ssh-key.ts";
import { openBoss } from "../server/queue/boss.ts";
import { makeKeyPair } from "../server/ssh/keys.ts";
import { importKey } from "../server/ssh-key/import.ts";
import { currentKey } from "../server/ssh-key/service.ts";
import { testHost } from "../server/target/connection-test.ts";
import { auditOf } from "../server/testing/factories.ts";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";

let fleet: Fleet;
let boss: ReturnType<typeof openBoss>;
let id: number;

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  await fleet.startWorker();
  const { name: username } = await testUser({ shell: "sh" });
  [id = 0] = await fleet.seed.targets([{ username, address: "127.0.0.1", port: fleet.sshd.port }]);
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await fleet?.close();
});

const ctx = () => ({ ...fleet.seed.context(boss), chosenTenantId: fleet.seed.tenantId });
const rows = () => inTenant(asSystem(fleet.database), (tx) => tx.select().from(sshKey).orderBy(sshKey.id));

test("a key of one's own logs in from then on, and lies sealed in the database", async () => {
  const own = makeKeyPair("of the company");
  const text = own.privateKey;
  await fleet.sshd.authorize(own.publicKey);
  expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
  const before = fleet.sshd.count(/Accepted publickey/);
  // The host is reached with the present key: that it shall go must be meant.
  await expect(importKey(ctx(), { privateKey: text, replace: false })).rejects.toMatchObject({
    kind: "CONFLICT",
    reason: "KEY_IN_USE",
    values: { hosts: 1 },
  });
  expect(await importKey(ctx(), { privateKey: text, replace: true })).toEqual({
    publicKey: own.publicKey,
    fingerprint: own.fingerprint,
  });
  expect(await currentKey(ctx(), {})).toMatchObject({ fingerprint: own.fingerprint });
  expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
  expect(fleet.sshd.count(/Accepted publickey/)).toBe(before + 1);
  expect(fleet.sshd.log()).toContain(own.fingerprint);
  const [first, second] = await rows();
  expect(first?.retiredAt).not.toBeNull();
  expect(second?.sealedPrivateKey.includes("PRIVATE KEY")).toBe(false);
  expect((await auditOf(fleet, "key", second?.id ?? 0))[0]).toMatchObject({
    action: "key.import",
    after: { fingerprint: own.fingerprint, privateKey: "changed" },
  });
  await expect(importKey(ctx(), { privateKey: text, replace: true })).rejects.toMatchObject({
    reason: "KEY_IS_CURRENT",
  });
});

test("a key in PEM with a passphrase is opened with it, and with nothing else", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "opens it" } as const;
  const text = String(privateKey.export(pem));
  const given = { privateKey: text, replace: true };
  await expect(importKey(ctx(), given)).rejects.toMatchObject({
    reason: "PASSPHRASE_NEEDED",
    field: ["passphrase"],
  });
  await expect(importKey(ctx(), { ...given, passphrase: "wrong" })).rejects.toMatchObject({
    reason: "PASSPHRASE_WRONG",
  });
  const { publicKey } = await importKey(ctx(), { ...given, passphrase: "opens it" });
  expect(publicKey).toMatch(/^ssh-rsa /);
  await fleet.sshd.authorize(publicKey);
  expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
});
