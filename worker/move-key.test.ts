import { generateKeyPairSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { sshKey } from "../server/db/tables/ssh-key.ts";
import { proxy, target } from "../server/db/tables/target.ts";
import { openBoss } from "../server/queue/boss.ts";
import { importKey } from "../server/ssh-key/import.ts";
import { moveHosts, retireKey, rotateKey, stopMove } from "../server/ssh-key/rotate.ts";
import { keyRotation, watchRotation } from "../server/ssh-key/rotation.ts";
import { currentKey } from "../server/ssh-key/service.ts";
import { testHost } from "../server/target/connection-test.ts";
import { auditOf } from "../server/testing/factories.ts";
import { type Fleet, openFleet, shortLease, type WorkerProcess } from "../server/testing/fleet.ts";
import { type TestUser, testUser, writeHome } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";

let fleet: Fleet;
let worker: WorkerProcess;
let boss: ReturnType<typeof openBoss>;
let user: TestUser;
let another: TestUser;
let hosts: Sshd;

beforeAll(async () => {
  user = await testUser({ shell: "sh", name: "move" });
  another = await testUser({ shell: "bash", name: "moveproxy" });
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  worker = await fleet.startWorker(shortLease);
});
beforeEach(async () => {
  for (const one of [user, another]) await writeHome(one, { ".ssh": null });
  // A key that some of these hosts would not let in.
  if ((await current()).publicKey.startsWith("ssh-rsa")) {
    await rotateKey(ctx(), {});
    await retireKey(ctx(), {});
  }
  hosts = await server();
});
afterEach(async () => {
  const { rotation: left } = await keyRotation(ctx(), {});
  if (left !== null) await retireKey(ctx(), { expectedHosts: left.needed });
  await inTenant(asSystem(fleet.database), async (tx) => {
    for (const table of [target, proxy]) await tx.update(table).set({ deletedAt: sql`now()` });
  });
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await fleet?.close();
});

const ctx = () => ({ ...fleet.seed.context(boss), chosenTenantId: fleet.seed.tenantId });
const current = async () => currentKey(ctx(), {});
const keys = () => readFile(path.join(user.home, ".ssh/authorized_keys"), "utf8");

/** Lets the present key in, as if somebody had put it there. */
async function server(options: Partial<Parameters<typeof startSshd>[0]> = {}): Promise<Sshd> {
  const { publicKey } = await current();
  const sshd = await startSshd({ authorizedKeys: [publicKey], ...options });
  onTestFinished(() => sshd.stop());
  return sshd;
}

/** A target there that was met before. */
async function targetOn({ hostKeys, port }: Sshd, given: Partial<typeof target.$inferInsert> = {}) {
  const [key] = hostKeys;
  const known = { hostKey: key?.line, hostKeyFingerprint: key?.fingerprint };
  const place = { username: user.name, address: "127.0.0.1", port };
  const [id = 0] = await fleet.seed.targets([{ ...place, ...known, ...given }]);
  return id;
}

async function rotation() {
  const { rotation: found } = await keyRotation(ctx(), {});
  if (found === null) throw new Error("no key rotates");
  return found;
}

/** Waits until nothing moves any more. */
async function moved() {
  await expect.poll(async () => (await rotation()).goesOn, { timeout: 20_000, interval: 100 }).toBe(false);
  return rotation();
}

test("hosts move one by one to a key beside the first, which logs in nowhere once it is retired", async () => {
  const before = await current();
  const id = await targetOn(hosts, { name: "first" });
  const second = await targetOn(hosts, { name: "second", username: another.name });
  const [never = 0] = await fleet.seed.targets([{ name: "never met", address: "192.0.2.1" }]);
  expect(await keyRotation(ctx(), {})).toEqual({ rotation: null });
  const { fingerprint } = await rotateKey(ctx(), {});
  const ended = await moved();
  expect(ended).toMatchObject({
    old: { fingerprint: before.fingerprint },
    total: 2,
    counts: { moved: 2, failed: 0, unreachable: 0, waiting: 0, moving: 0 },
    needed: 0,
    unmoved: [],
  });
  expect(ended.hosts.map(({ id: one, state }) => [one, state])).toEqual([
    [id, "moved"],
    [second, "moved"],
  ]);
  const after = await current();
  expect(after.fingerprint).toBe(fingerprint);
  expect(await keys()).toBe(`${after.publicKey}\n`);
  await retireKey(ctx(), {});
  expect(await keyRotation(ctx(), {})).toEqual({ rotation: null });
  const logins = () =>
    hosts
      .log()
      .match(/Accepted publickey .*/g)
      ?.map((line) => line.split(" ").at(-1)) ?? [];
  const loginsBefore = logins().length;
  expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
  expect(logins().slice(loginsBefore)).toEqual([fingerprint]);
  expect(await testHost(ctx(), "target", { id: never })).toMatchObject({ ok: false });
  const [first] = await inTenant(asSystem(fleet.database), (tx) =>
    tx.select().from(sshKey).where(eq(sshKey.fingerprint, before.fingerprint)),
  );
  const audited = await auditOf(fleet, "key", first?.id ?? 0);
  expect(audited.map(({ action }) => action)).toEqual(["key.rotate", "key.retire"]);
});

test("a host that is away keeps the old key, holds its retirement up, and moves once it is reached", async () => {
  const id = await targetOn(hosts);
  const away = await server();
  const late = await targetOn(away, { name: "late" });
  await away.stop();
  await rotateKey(ctx(), {});
  const ended = await moved();
  expect(ended).toMatchObject({ counts: { moved: 1, unreachable: 1 }, needed: 1 });
  expect(ended.unmoved).toMatchObject([
    { kind: "target", id: late, name: "late", step: "target.tcp", reason: "refused" },
  ]);
  expect(ended.unmoved[0]?.cure).not.toBeNull();
  await expect(retireKey(ctx(), {})).rejects.toMatchObject({
    kind: "CONFLICT",
    reason: "KEY_NEEDED",
    values: { hosts: 1 },
  });
  await expect(retireKey(ctx(), { expectedHosts: 2 })).rejects.toMatchObject({ reason: "KEY_NEEDED" });
  await expect(rotateKey(ctx(), {})).rejects.toMatchObject({ reason: "KEY_ROTATES" });
  // Both go on to work, each host with its own.
  const back = await startSshd({ authorizedKeys: [ended.old.publicKey], port: away.port });
  onTestFinished(() => back.stop());
  await inTenant(asSystem(fleet.database), (tx) =>
    tx
      .update(target)
      .set({ hostKey: back.hostKeys[0]?.line, hostKeyFingerprint: back.hostKeys[0]?.fingerprint })
      .where(eq(target.id, late)),
  );
  expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
  expect(await testHost(ctx(), "target", { id: late })).toMatchObject({ ok: true });
  await expect.poll(async () => (await rotation()).counts.moved, { timeout: 10_000 }).toBe(2);
  await retireKey(ctx(), {});
});

test("a key of one's own moves in beside the first; who does not take it keeps the old one", async () => {
  const strict = await server({ lines: ["PubkeyAcceptedAlgorithms ssh-ed25519"] });
  const id = await targetOn(strict, { name: "strict" });
  const willing = await targetOn(hosts, { name: "willing", username: another.name });
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const text = String(privateKey.export({ type: "pkcs1", format: "pem" }));
  const { publicKey } = await importKey(ctx(), { privateKey: text, replace: false, beside: true });
  const ended = await moved();
  expect(publicKey).toMatch(/^ssh-rsa /);
  expect(ended.hosts.map(({ id: one, state }) => [one, state])).toEqual([
    [id, "failed"],
    [willing, "moved"],
  ]);
  expect(ended.unmoved).toMatchObject([{ id, step: "target.key_login", reason: "key_not_taken" }]);
  expect(ended.needed).toBe(1);
  expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
});

test("proxies move too, and a target is reached through one that has while it has not itself", async () => {
  const through = await server();
  const proxyId = await fleet.seed.proxy({
    username: another.name,
    address: "127.0.0.1",
    port: through.port,
    hostKey: through.hostKeys[0]?.line,
  });
  const strict = await server({ lines: ["PubkeyAcceptedAlgorithms ssh-ed25519"] });
  const id = await targetOn(strict, { proxyId });
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const text = String(privateKey.export({ type: "pkcs1", format: "pem" }));
  await importKey(ctx(), { privateKey: text, replace: false, beside: true });
  const ended = await moved();
  expect(ended.hosts.map(({ kind, state }) => [kind, state])).toEqual([
    ["proxy", "moved"],
    ["target", "failed"],
  ]);
  const accepted = through.count(/Accepted publickey .* RSA/);
  expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
  expect(through.count(/Accepted publickey .* RSA/)).toBeGreaterThan(accepted);
});

test("a stopped move begins on no further host, and goes on for those that are asked for", async () => {
  const id = await targetOn(hosts);
  worker.signal("SIGSTOP");
  onTestFinished(() => worker.signal("SIGCONT"));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const text = String(privateKey.export({ type: "pkcs1", format: "pem" }));
  await importKey(ctx(), { privateKey: text, replace: false, beside: true });
  expect(await rotation()).toMatchObject({ goesOn: true, stopped: false, counts: { waiting: 1 } });
  await stopMove(ctx(), {});
  worker.signal("SIGCONT");
  expect(await rotation()).toMatchObject({ goesOn: false, stopped: true, counts: { waiting: 1 }, needed: 1 });
  expect(await testHost(ctx(), "target", { id })).toMatchObject({ ok: true });
  expect(await rotation()).toMatchObject({ goesOn: false, counts: { moved: 0 } });
  expect(await moveHosts(ctx(), { targetIds: [id] })).toEqual({ hosts: 1 });
  const live = { shutdown: new AbortController().signal, stillAllowed: async () => true };
  const events = [];
  for await (const event of watchRotation(ctx(), live as never, {}, undefined)) events.push(event);
  expect(events.at(-2)).toMatchObject({ type: "host", host: { id, state: "moved" } });
  expect(events.at(-1)).toEqual({ type: "end", needed: 0 });
});

test("a host that lets in neither key is said, and holds nothing up", async () => {
  const closed = await startSshd({ authorizedKeys: [] });
  onTestFinished(() => closed.stop());
  const id = await targetOn(closed);
  await rotateKey(ctx(), {});
  const ended = await moved();
  expect(ended.unmoved).toMatchObject([{ id, state: "failed", reason: "neither_key" }]);
  expect(ended.needed).toBe(0);
  // Somebody puts the new one there by hand.
  await closed.authorize((await current()).publicKey);
  await moveHosts(ctx(), {});
  expect((await moved()).counts).toMatchObject({ moved: 1, failed: 0 });
});
