import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { target } from "../db/tables/target.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { aName, auditOf, makeProxy, makeRun, makeTarget, makeTask } from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

const fingerprint = `SHA256:${"a".repeat(43)}`;
const values = (given: object = {}) => ({
  name: aName("target"),
  username: "root",
  address: "192.0.2.1",
  ...given,
});

function setRow(id: number, row: Partial<typeof target.$inferInsert>) {
  return inTenant(asSystem(world.database), (tx) => tx.update(target).set(row).where(eq(target.id, id)));
}

const pinned = {
  hostKey: "ssh-ed25519 AAAA",
  hostKeyFingerprint: fingerprint,
  connectionStatus: "ok" as const,
};

test("what was given comes back, with the defaults of what was not", async () => {
  const id = await makeTarget(person);
  expect(await person.api.target.get({ id })).toMatchObject({
    hostId: String(id),
    status: "unknown",
    ssh: { username: "root", port: 22, proxyId: null, proxyName: null, loginMode: "platform_key" },
    cloudPool: null,
    labels: {},
    hostKeyPinned: false,
    hostKeyFingerprint: null,
    offeredHostKeyFingerprint: null,
    sandbox: false,
  });
  const proxyId = await makeProxy(person);
  const full = values({
    hostId: "ecs-1",
    cloudPool: "苏州",
    region: "华东",
    labels: { env: "prod", 机房: "一号" },
    address: "2001:db8::1",
    port: 2222,
    proxyId,
    loginMode: "proxy_identity",
    hostKeyFingerprint: fingerprint,
  });
  const made = await person.api.target.create(full);
  expect(await person.api.target.get(made)).toMatchObject({
    hostId: "ecs-1",
    cloudPool: "苏州",
    region: "华东",
    labels: { env: "prod", 机房: "一号" },
    ssh: { address: "2001:db8::1", port: 2222, proxyId, loginMode: "proxy_identity" },
    hostKeyFingerprint: fingerprint,
    hostKeyPinned: false,
  });
});

test.each([
  "192.0.2.1",
  "::1",
  "2001:db8::1",
  "web-1",
  "web_1.internal.example.com",
  "xn--fiqs8s.cn",
  "a.b.",
])("the address %s is taken", async (address) => {
  await person.api.target.create(values({ address }));
});

test.each([
  ["root@192.0.2.1", "ADDRESS_WITH_USER"],
  ["192.0.2.1:22", "ADDRESS_WITH_PORT"],
  ["[::1]:22", "ADDRESS_WITH_PORT"],
  ["999.1.1.1", "ADDRESS"],
  ["1.2.3", "ADDRESS"],
  ["-oProxyCommand=x", "ADDRESS"],
  ["a b", "ADDRESS"],
  ["fe80::1%eth0", "ADDRESS"],
  ["http://x/", "ADDRESS"],
  ["a;b", "ADDRESS"],
])("the address %s is refused, with its cure", async (address, refusal) => {
  await expect(person.api.target.create(values({ address }))).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { issues: [{ path: ["address"], params: { refusal } }] },
  });
});

test.each([
  ["hostId", { hostId: "12345" }],
  ["hostId", { hostId: "x".repeat(65) }],
  ["username", { username: "-l root" }],
  ["username", { username: "a b" }],
  ["port", { port: 0 }],
  ["port", { port: 65_536 }],
  ["name", { name: "a\nb" }],
  ["name", { name: "   " }],
  ["labels", { labels: { "a b": "c" } }],
  ["labels", { labels: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`l${n}`, ""])) }],
  ["hostKeyFingerprint", { hostKeyFingerprint: "MD5:aa:bb" }],
  ["loginMode", { loginMode: "proxy_identity" }],
])("a bad %s is refused and names its field", async (field, given) => {
  await expect(person.api.target.create(values(given))).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: {
      issues: expect.arrayContaining([expect.objectContaining({ path: expect.arrayContaining([field]) })]),
    },
  });
});

test("names and host ids are unique in the tenant among the living", async () => {
  const [name, hostId] = [aName("n"), aName("h")];
  const { id } = await person.api.target.create(values({ name, hostId }));
  await expect(person.api.target.create(values({ name }))).rejects.toMatchObject({
    cause: { reason: "NAME_TAKEN", field: ["name"] },
  });
  await expect(person.api.target.create(values({ hostId }))).rejects.toMatchObject({
    code: "CONFLICT",
    cause: { reason: "HOST_ID_TAKEN", field: ["hostId"], values: { hostId } },
  });
  const stranger = await makeTestContext(world);
  await stranger.api.target.create(values({ name, hostId }));
  await person.api.target.delete({ id });
  await person.api.target.create(values({ name, hostId }));
});

test("two targets may share an address", async () => {
  await person.api.target.create(values({ address: "192.0.2.77" }));
  await person.api.target.create(values({ address: "192.0.2.77" }));
});

test.each([
  ["address", { address: "192.0.2.99" }],
  ["port", { port: 2022 }],
  ["proxy", {}],
])("a target that moves by its %s loses its pin, and the audit says so", async (what, given) => {
  const id = await makeTarget(person);
  await setRow(id, { ...pinned, offeredHostKey: "x", offeredHostKeyFingerprint: "y" });
  const change = what === "proxy" ? { proxyId: await makeProxy(person) } : given;
  await person.api.target.update({ id, ...change });
  expect(await person.api.target.get({ id })).toMatchObject({
    hostKeyPinned: false,
    hostKeyFingerprint: null,
    offeredHostKeyFingerprint: null,
    status: "unknown",
  });
  expect((await auditOf(world, "target", id)).at(-1)).toMatchObject({
    action: "target.update",
    before: { hostKeyFingerprint: fingerprint },
    after: { hostKeyFingerprint: null },
  });
});

test("a target that stays where it is keeps its pin, also when its place is said again", async () => {
  const id = await makeTarget(person, { address: "192.0.2.5" });
  await setRow(id, pinned);
  await person.api.target.update({
    id,
    address: "192.0.2.5",
    port: 22,
    proxyId: null,
    username: "admin",
    region: "x",
  });
  expect(await person.api.target.get({ id })).toMatchObject({
    hostKeyPinned: true,
    hostKeyFingerprint: fingerprint,
    status: "ok",
    region: "x",
    ssh: { username: "admin" },
  });
});

test("a pinned key is not replaced by an update, only by trustHostKey", async () => {
  const id = await makeTarget(person);
  await setRow(id, pinned);
  const other = `SHA256:${"b".repeat(43)}`;
  await expect(person.api.target.update({ id, hostKeyFingerprint: other })).rejects.toMatchObject({
    message: "HOST_KEY_PINNED",
  });
  await person.api.target.update({ id, hostKeyFingerprint: fingerprint });
});

test("only the very key that the host showed can be trusted, and by admins' tokens alone", async () => {
  const id = await makeTarget(person);
  const offered = `SHA256:${"c".repeat(43)}`;
  await expect(person.api.target.trustHostKey({ id, fingerprint: offered })).rejects.toMatchObject({
    message: "HOST_KEY_DIFFERENT",
  });
  await setRow(id, {
    ...pinned,
    connectionStatus: "host_key_changed",
    offeredHostKey: "ssh-ed25519 CCCC",
    offeredHostKeyFingerprint: offered,
  });
  await expect(person.api.target.trustHostKey({ id, fingerprint })).rejects.toMatchObject({
    message: "HOST_KEY_DIFFERENT",
  });
  const writer = await makeTestContext(world, { tenantId: person.tenantId, scope: "write", via: "token" });
  await expect(writer.api.target.trustHostKey({ id, fingerprint: offered })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await person.api.target.trustHostKey({ id, fingerprint: offered });
  expect(await person.api.target.get({ id })).toMatchObject({
    hostKeyFingerprint: offered,
    hostKeyPinned: true,
    offeredHostKeyFingerprint: null,
    status: "unknown",
  });
  expect((await auditOf(world, "target", id)).at(-1)).toMatchObject({
    action: "target.trustHostKey",
    before: { hostKeyFingerprint: fingerprint },
    after: { hostKeyFingerprint: offered },
  });
});

test("a proxy counts the living targets behind it, and no others", async () => {
  const [proxyId, idle] = [await makeProxy(person), await makeProxy(person)];
  await makeTarget(person);
  const behind = [await makeTarget(person, { proxyId }), await makeTarget(person, { proxyId })];
  expect((await person.api.proxy.get({ id: proxyId })).targetCount).toBe(2);
  await person.api.target.delete({ id: behind[0] ?? 0 });
  expect((await person.api.proxy.get({ id: proxyId })).targetCount).toBe(1);
  expect((await person.api.proxy.get({ id: idle })).targetCount).toBe(0);
});

test("the proxy's own login needs a proxy, also after a change", async () => {
  const proxyId = await makeProxy(person);
  const id = await makeTarget(person, { proxyId, loginMode: "proxy_identity" });
  await expect(person.api.target.update({ id, proxyId: null })).rejects.toMatchObject({
    message: "PROXY_NEEDED",
  });
  await person.api.target.update({ id, proxyId: null, loginMode: "platform_key" });
  await expect(person.api.target.update({ id, loginMode: "proxy_identity" })).rejects.toMatchObject({
    message: "PROXY_NEEDED",
  });
});

test("a target cannot be reached through another tenant's proxy, or a deleted one", async () => {
  const stranger = await makeTestContext(world);
  const foreign = await makeProxy(stranger);
  const id = await makeTarget(person);
  for (const proxyId of [foreign, 999_999]) {
    await expect(person.api.target.create(values({ proxyId }))).rejects.toMatchObject({
      message: "NOT_FOUND",
    });
    await expect(person.api.target.update({ id, proxyId })).rejects.toMatchObject({ message: "NOT_FOUND" });
    await expect(person.api.target.list({ proxyId })).rejects.toMatchObject({ message: "NOT_FOUND" });
  }
  const gone = await makeProxy(person);
  await person.api.proxy.delete({ id: gone });
  await expect(person.api.target.create(values({ proxyId: gone }))).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
});

test("a target in a run that has not ended cannot be deleted; afterwards it leaves its tasks, and its logs stay", async () => {
  const id = await makeTarget(person);
  const other = await makeTarget(person);
  const name = aName("runner");
  const run = await makeRun(person, await makeTask(person, { targetIds: [id, other], name }));
  await expect(person.api.target.delete({ id })).rejects.toMatchObject({
    code: "CONFLICT",
    cause: { reason: "TARGET_IN_USE", values: { names: name } },
  });
  await person.api.taskLog.cancel({ id: run.taskLogId });
  await person.api.target.delete({ id });
  expect((await person.api.task.get({ id: run.taskId })).targetIds).toEqual([other]);
  expect((await person.api.taskLog.targets({ id: run.taskLogId })).total).toBe(2);
  expect((await person.api.taskLog.list({ targetId: id })).total).toBe(1);
});

test("of a delete and a start at once, the start never runs on a target that is gone", async () => {
  for (let round = 0; round < 8; round++) {
    const id = await makeTarget(person);
    const taskId = await makeTask(person, { targetIds: [id, await makeTarget(person)] });
    const [started, deleted] = await Promise.allSettled([
      person.api.task.run({ id: taskId }),
      person.api.target.delete({ id }),
    ]);
    expect(started.status).toBe("fulfilled");
    if (started.status === "rejected") return;
    const hosts = (await person.api.taskLog.targets({ id: started.value.taskLogId })).items;
    expect(hosts.some((host) => host.targetId === id)).toBe(deleted.status === "rejected");
  }
});

test("the sandbox target is neither changed nor deleted", async () => {
  const id = await makeTarget(person);
  await setRow(id, { sandbox: true });
  await expect(person.api.target.update({ id, name: "x" })).rejects.toMatchObject({
    message: "SANDBOX_FIXED",
  });
  await expect(person.api.target.delete({ id })).rejects.toMatchObject({ message: "SANDBOX_FIXED" });
  expect(await person.api.target.get({ id })).toMatchObject({ sandbox: true });
});

test("lists filter by each of their fields, and search finds name, host id and address", async () => {
  const reader = await makeTestContext(world);
  const proxyId = await makeProxy(reader);
  const a = await makeTarget(reader, {
    name: "alpha",
    hostId: "h-77",
    cloudPool: "p1",
    region: "r1",
    labels: { env: "prod", "a.b": "1=2" },
    address: "198.51.100.7",
  });
  const b = await makeTarget(reader, {
    name: "beta",
    labels: { env: "test" },
    address: "db.internal",
    proxyId,
  });
  await setRow(b, { connectionStatus: "ok" });
  const ids = async (filter: object) => (await reader.api.target.list(filter)).items.map((item) => item.id);
  expect(await ids({})).toEqual([a, b]);
  expect(await ids({ order: "desc" })).toEqual([b, a]);
  expect(await ids({ proxyId })).toEqual([b]);
  expect(await ids({ cloudPool: "p1" })).toEqual([a]);
  expect(await ids({ region: "r1" })).toEqual([a]);
  expect(await ids({ label: "env" })).toEqual([a, b]);
  expect(await ids({ label: "env=test" })).toEqual([b]);
  expect(await ids({ label: "a.b=1=2" })).toEqual([a]);
  expect(await ids({ status: "ok" })).toEqual([b]);
  expect(await ids({ search: "LPH" })).toEqual([a]);
  expect(await ids({ search: "h-77" })).toEqual([a]);
  expect(await ids({ search: "internal" })).toEqual([b]);
  expect(await ids({ search: String(b) })).toContain(b);
  expect(await ids({ labels: ["env=prod", "env=test"] })).toEqual([a, b]);
  expect(await ids({ labels: ["env=prod", "env=test", "a.b"] })).toEqual([a]);
  expect(await ids({ regions: ["r1", "r2"], cloudPools: ["p1"] })).toEqual([a]);
  expect(await ids({ statuses: ["ok", "unreachable"] })).toEqual([b]);
  expect(await ids({ proxyIds: [proxyId] })).toEqual([b]);
  expect(await ids({ direct: true })).toEqual([a]);
  expect(await ids({ direct: false })).toEqual([b]);
  expect(await ids({ ids: [a] })).toEqual([a]);
  expect(await reader.api.target.ids({ labels: ["env"] })).toEqual({ ids: [a, b], more: false });
  expect(await reader.api.target.ids({ search: "LPH", statuses: ["unknown"] })).toEqual({
    ids: [a],
    more: false,
  });
  expect(await reader.api.target.facets({})).toEqual({
    labels: [
      { name: "a.b", value: "1=2", count: 1 },
      { name: "env", value: "prod", count: 1 },
      { name: "env", value: "test", count: 1 },
    ],
    cloudPools: [{ value: "p1", count: 1 }],
    regions: [{ value: "r1", count: 1 }],
    proxies: [{ id: proxyId, name: expect.any(String), count: 1 }],
    direct: 1,
    statuses: [
      { value: "ok", count: 1 },
      { value: "unknown", count: 1 },
    ],
  });
});

test("an unknown field is refused by its name instead of being passed over", async () => {
  await expect(person.api.target.create(values({ hostKey: "x" }) as never)).rejects.toMatchObject({
    cause: { issues: [{ code: "unrecognized_keys", keys: ["hostKey"] }] },
  });
});

test("a sandbox whose scripts run as the console is a system admin's alone, whoever bound the task", async () => {
  const id = await makeTarget(person);
  const refusal = { message: "SANDBOX_RUNS_AS_CONSOLE", code: "FORBIDDEN" };
  const taskId = await makeTask(person, { targetIds: [id] });
  await setRow(id, { sandbox: true, sandboxRunsAsConsole: true });
  await expect(person.api.task.run({ id: taskId })).rejects.toMatchObject(refusal);
  await expect(makeTask(person, { targetIds: [id] })).rejects.toMatchObject(refusal);
  const admin = await makeTestContext(world, { role: "system_admin", tenantId: person.tenantId });
  const { taskLogId } = await admin.api.task.run({ id: taskId });
  expect(taskLogId).toBeGreaterThan(0);
  await setRow(id, { sandbox: true, sandboxRunsAsConsole: false });
  expect(await person.api.task.run({ id: taskId })).toMatchObject({ taskLogId: expect.any(Number) });
});

test("targets and proxies are sorted by what needs somebody first, and counted by status", async () => {
  const reader = await makeTestContext(world);
  const proxyId = await makeProxy(reader);
  const [ok, changed, unknown] = [
    await makeTarget(reader, { proxyId }),
    await makeTarget(reader),
    await makeTarget(reader),
  ];
  await setRow(ok, { connectionStatus: "ok", lastCheckedAt: "2026-01-01T00:00:00Z" });
  await setRow(changed, { connectionStatus: "host_key_changed", lastCheckedAt: "2026-01-02T00:00:00Z" });
  const sorted = async (sort: "status" | "lastCheckedAt", order: "asc" | "desc") =>
    (await reader.api.target.list({ sort, order })).items.map(({ id }) => id);
  expect(await sorted("status", "desc")).toEqual([changed, unknown, ok]);
  expect(await sorted("lastCheckedAt", "desc")).toEqual([changed, ok, unknown]);
  expect(await sorted("lastCheckedAt", "asc")).toEqual([unknown, ok, changed]);
  const idle = await makeProxy(reader);
  const proxies = await reader.api.proxy.list({ sort: "targetCount" });
  expect(proxies.items.map(({ id }) => id)).toEqual([proxyId, idle]);
  expect(await reader.api.proxy.facets({})).toEqual({ statuses: [{ value: "unknown", count: 2 }] });
});
