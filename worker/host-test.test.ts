import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../dev/free-port.ts";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { proxy, target } from "../server/db/tables/target.ts";
import { openBoss } from "../server/queue/boss.ts";
import { currentKey } from "../server/ssh-key/service.ts";
import { lastTest, testHost } from "../server/target/connection-test.ts";
import { testBatch } from "../server/target/test-batch.ts";
import { testTargets } from "../server/target/test-many.ts";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";

let fleet: Fleet;
let boss: ReturnType<typeof openBoss>;
/** It knows nobody: whoever logs in there was not held up by its key. */
let stranger: Sshd;
let username: string;

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  stranger = await startSshd({ authorizedKeys: [], logLevel: "DEBUG1" });
  username = (await testUser({ shell: "sh" })).name;
  await fleet.startWorker();
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await stranger?.stop();
  await fleet?.close();
});

const own = () => ({ username, address: "127.0.0.1", port: fleet.sshd.port });
const pinnedOtherwise = () => ({
  username,
  address: "127.0.0.1",
  port: stranger.port,
  hostKey: fleet.sshd.hostKeys[0]?.line,
});

async function rowOf(kind: "target" | "proxy", id: number) {
  const table = kind === "target" ? target : proxy;
  const rows = await inTenant(asSystem(fleet.database), (tx) => tx.select().from(table));
  return rows.find((row) => row.id === id);
}

test("a host that answers is looked around, and its key is pinned", async () => {
  const [id = 0] = await fleet.seed.targets([own()]);
  const { ok, status, steps } = await testHost(fleet.seed.context(boss), "target", { id });
  expect({ ok, status }).toEqual({ ok: true, status: "ok" });
  expect(steps.map((step) => step.name)).toEqual(
    ["dns", "tcp", "host_key", "login", "shell", "interpreters", "directory", "clock"].map(
      (name) => `target.${name}`,
    ),
  );
  expect(await rowOf("target", id)).toMatchObject({
    connectionStatus: "ok",
    hostKey: fleet.sshd.hostKeys[0]?.line,
  });
});

test("a changed key blocks the host it is of: not the one behind it", async () => {
  const proxyId = await fleet.seed.proxy(pinnedOtherwise());
  const [behind = 0, changed = 0] = await fleet.seed.targets([{ ...own(), proxyId }, pinnedOtherwise()]);
  const ctx = fleet.seed.context(boss);
  const throughProxy = await testHost(ctx, "target", { id: behind });
  expect(throughProxy).toMatchObject({ ok: false, status: "unreachable" });
  expect(throughProxy.steps.at(-1)).toMatchObject({ name: "proxy.host_key", reason: "host_key" });
  expect(await rowOf("target", behind)).toMatchObject({
    connectionStatus: "unreachable",
    offeredHostKey: null,
  });
  expect(await rowOf("proxy", proxyId)).toMatchObject({
    connectionStatus: "host_key_changed",
    offeredHostKey: stranger.hostKeys[0]?.line,
  });
  expect(await testHost(ctx, "target", { id: changed })).toMatchObject({ status: "host_key_changed" });
  expect(stranger.count(/userauth-request/)).toBe(0);
});

test("a login that the proxy refuses says nothing of the host behind it", async () => {
  const proxyId = await fleet.seed.proxy({ username, address: "127.0.0.1", port: stranger.port });
  const [behind = 0] = await fleet.seed.targets([{ ...own(), proxyId }]);
  const ctx = fleet.seed.context(boss);
  expect(await testHost(ctx, "target", { id: behind })).toMatchObject({ status: "unreachable" });
  expect(await testHost(ctx, "proxy", { id: proxyId })).toMatchObject({ status: "auth_failed" });
});

/** A host whose every session is one program's, whatever is asked for. */
async function hostThatRuns(command: string) {
  const host = await startSshd({ authorizedKeys: [await platformKey()], forceCommand: command });
  return { host, own: { username, address: "127.0.0.1", port: host.port } };
}

async function platformKey(): Promise<string> {
  return (await currentKey(fleet.seed.context(boss), { tenantId: fleet.seed.tenantId })).publicKey;
}

test("each step says what it found: addresses, by what the host and the login were known, interpreters, clock", async () => {
  const [id = 0] = await fleet.seed.targets([own()]);
  const { steps } = await testHost(fleet.seed.context(boss), "target", { id });
  const found = Object.fromEntries(steps.map(({ name, detail, note }) => [name, { detail, note }]));
  expect(found).toMatchObject({
    "target.dns": { detail: "127.0.0.1", note: "no_dns" },
    "target.tcp": { detail: `127.0.0.1:${fleet.sshd.port}` },
    "target.host_key": { detail: fleet.sshd.hostKeys[0]?.fingerprint, note: "first_contact" },
    "target.login": { detail: username, note: "platform_key" },
    "target.shell": { detail: expect.stringMatching(/^Linux \/bin\//) },
    "target.interpreters": { detail: expect.stringContaining("sh bash") },
    "target.directory": { detail: expect.stringContaining(".cache/hostrun") },
    // Both are this machine's, but the answer takes its time, which counts as if the host's were behind.
    "target.clock": { detail: expect.stringMatching(/^-?\d$/), note: null },
  });
  const again = await testHost(fleet.seed.context(boss), "target", { id });
  expect(again.steps.find(({ name }) => name === "target.host_key")).toMatchObject({ note: "as_pinned" });
});

test("a name that does not resolve and a port that nobody listens on fail at their steps, with what to run", async () => {
  const [unknown = 0, closed = 0] = await fleet.seed.targets([
    { ...own(), address: "nowhere.invalid" },
    { ...own(), port: await freePort() },
  ]);
  const ctx = fleet.seed.context(boss);
  const noName = await testHost(ctx, "target", { id: unknown });
  expect(noName.steps).toMatchObject([{ name: "target.dns", ok: false, reason: "dns", commands: [] }]);
  const noPort = await testHost(ctx, "target", { id: closed });
  expect(noPort.steps.at(-1)).toMatchObject({ name: "target.tcp", reason: "refused" });
  expect(noPort.steps.at(-1)?.commands[0]).toContain("systemctl");
});

test.each([
  ["cmd", "'exec' is not recognized as an internal or external command,"],
  ["PowerShell", "exec : The term 'exec' is not recognized as the name of a cmdlet, function"],
])("a Windows host that answers with %s is refused in words", async (_, words) => {
  const { host, own: here } = await hostThatRuns(`echo "${words}" >&2; exit 1`);
  const [id = 0] = await fleet.seed.targets([here]);
  const { ok, steps } = await testHost(fleet.seed.context(boss), "target", { id });
  expect(ok).toBe(false);
  expect(steps.at(-1)).toMatchObject({ name: "target.shell", reason: "windows", detail: words });
  expect(steps.at(-1)?.cure).toMatch(/Windows/);
  await host.stop();
});

test("a login that leads to no shell is told from one that does", async () => {
  const { host, own: here } = await hostThatRuns("echo This account is not available; exit 1");
  const [id = 0] = await fleet.seed.targets([here]);
  const { steps } = await testHost(fleet.seed.context(boss), "target", { id });
  expect(steps.at(-1)).toMatchObject({
    name: "target.shell",
    reason: "shell",
    detail: "This account is not available",
  });
  await host.stop();
});

test("a proxy that forwards and gives no shell is well, says what it cannot do, and its targets are reached", async () => {
  const { host, own: here } = await hostThatRuns("echo This account is not available; exit 1");
  const proxyId = await fleet.seed.proxy(here);
  const ctx = fleet.seed.context(boss);
  const { ok, status, steps } = await testHost(ctx, "proxy", { id: proxyId });
  expect({ ok, status }).toEqual({ ok: true, status: "ok" });
  expect(steps.at(-1)).toMatchObject({
    name: "target.shell",
    ok: true,
    note: "forwards_only",
    detail: "This account is not available",
  });
  expect(await rowOf("proxy", proxyId)).toMatchObject({ connectionStatus: "ok", lastReason: null });
  const [behind = 0] = await fleet.seed.targets([{ ...own(), proxyId }]);
  expect(await testHost(ctx, "target", { id: behind })).toMatchObject({ ok: true, status: "ok" });
  await host.stop();
});

test("a server with old algorithms alone is told so, with the way out, and reached where that is allowed", async () => {
  const old = await startSshd({
    authorizedKeys: [await platformKey()],
    lines: ["KexAlgorithms diffie-hellman-group14-sha1"],
  });
  const here = { username, address: "127.0.0.1", port: old.port };
  const [strict = 0, allowed = 0] = await fleet.seed.targets([here, { ...here, oldAlgorithms: true }]);
  const ctx = fleet.seed.context(boss);
  const { steps } = await testHost(ctx, "target", { id: strict });
  expect(steps.at(-1)).toMatchObject({ name: "target.host_key", ok: false, reason: "old_algorithms" });
  expect(steps.at(-1)?.cure).toContain("allow old algorithms for this host");
  const second = await testHost(ctx, "target", { id: allowed });
  expect(second).toMatchObject({ ok: true });
  expect(second.steps.find(({ name }) => name === "target.algorithms")).toMatchObject({
    note: "old_algorithms",
    detail: "diffie-hellman-group14-sha1",
  });
  await old.stop();
});

/** Targets behind a proxy that forwards nothing. */
async function behindClosedProxy(count: number) {
  const closed = await startSshd({ authorizedKeys: [await platformKey()], allowTcpForwarding: false });
  const hostKey = closed.hostKeys[0]?.line;
  const proxyId = await fleet.seed.proxy({ username, address: "127.0.0.1", port: closed.port, hostKey });
  const behind = await fleet.seed.targets(Array.from({ length: count }, () => ({ ...own(), proxyId })));
  return { closed, proxyId, behind };
}

test("a proxy that forbids forwarding is named with its own words, and so are all that share the cause", async () => {
  const { closed, proxyId, behind } = await behindClosedProxy(3);
  const ctx = fleet.seed.context(boss);
  const [first = 0, second = 0, third = 0] = behind;
  const { steps } = await testHost(ctx, "target", { id: first });
  expect(steps.at(-1)).toMatchObject({
    name: "target.tcp",
    reason: "forwarding_prohibited",
    detail: "administratively prohibited: open failed",
  });
  expect(steps.at(-1)?.cure).toContain("proxy_identity");
  expect(steps.at(-1)?.commands.join()).toContain("AllowTcpForwarding");
  // Alone with it, it shares it with nobody.
  expect(await lastTest(ctx, "target", { id: first })).toMatchObject({
    shared: null,
    proxy: { id: proxyId },
  });
  const since = (await rowOf("target", first))?.failingSince;
  await testHost(ctx, "target", { id: second });
  const { steps: now } = await testHost(ctx, "target", { id: first });
  const { test: stored, shared } = await lastTest(ctx, "target", { id: first });
  expect(stored).toMatchObject({ ok: false, requestedBy: "test", steps: now });
  expect(shared).toEqual({
    proxyId,
    proxyName: expect.any(String),
    count: 2,
    since,
    targetIds: [first, second],
  });
  expect((await lastTest(ctx, "target", { id: third })).test).toBeNull();
  await closed.stop();
});

test("tests of a selection go on by themselves, share their proxy's connection, and say how far they are", async () => {
  const { closed, behind } = await behindClosedProxy(8);
  const reachable = await fleet.seed.targets([own(), own()]);
  const ctx = fleet.seed.context(boss);
  const ids = [...behind, ...reachable];
  const { batchId, count } = await testTargets(ctx, { ids });
  expect(count).toBe(10);
  await expect
    .poll(async () => (await testBatch(ctx, "target", { batchId })).endedAt, { timeout: 30_000 })
    .not.toBeNull();
  const { counts, items, noWorker } = await testBatch(ctx, "target", { batchId });
  expect({ counts, noWorker }).toEqual({
    counts: { waiting: 0, testing: 0, ok: 2, failed: 8 },
    noWorker: false,
  });
  expect(items.find(({ id }) => id === behind[0])).toMatchObject({
    step: "target.tcp",
    reason: "forwarding_prohibited",
  });
  expect(closed.count(/Accepted publickey/)).toBe(1);
  expect(await rowOf("target", reachable[0] ?? 0)).toMatchObject({ connectionStatus: "ok" });
  await closed.stop();
});
