import { afterAll, beforeAll, expect, test } from "vitest";
import { endDescendants } from "../testing/sshd/descendants.ts";
import { processesMarked } from "../testing/sshd/marked-processes.ts";
import { identityOf, type TestUser, testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { type LaunchEnd, launch } from "./exec.ts";
import { makeKeyPair } from "./keys.ts";
import { keyKnownToProxy, readOutcome } from "./outcome.ts";
import { ConnectionPool, type Lease } from "./pool.ts";
import type { Hop, Route } from "./route.ts";
import { terminate } from "./terminate.ts";

/** The platform's key opens the proxy and `target`; only the proxy's own key opens `inner`. */
const key = makeKeyPair();
let user: TestUser;
let proxy: Sshd;
let target: Sshd;
let inner: Sshd;
let pool: ConnectionPool;
let nextId = 1;

beforeAll(async () => {
  user = await testUser({ name: "proxy" });
  const identity = await identityOf(user);
  const wide = { everyAddress: true, maxStartups: "200", logLevel: "DEBUG1" } as const;
  [proxy, target, inner] = await Promise.all([
    startSshd({ authorizedKeys: [key.publicKey], logLevel: "DEBUG1" }),
    startSshd({ authorizedKeys: [key.publicKey], ...wide }),
    startSshd({ authorizedKeys: [identity], ...wide }),
  ]);
  pool = new ConnectionPool();
});
afterAll(async () => {
  pool.close();
  await Promise.all([proxy.stop(), target.stop(), inner.stop()]);
});

function hopTo(sshd: Sshd, more: Partial<Hop> = {}): Hop {
  const pinnedHostKey = sshd.hostKeys[0]?.line ?? null;
  return {
    address: "127.0.0.1",
    port: sshd.port,
    username: user.name,
    pinnedHostKey,
    expectedFingerprint: null,
    ...more,
  };
}

const loginKey = { privateKey: key.privateKey, version: "1" };
const withPlatformKey = (more: Partial<Hop> = {}, via: Partial<Hop> = {}): Route => ({
  target: hopTo(target, more),
  proxy: hopTo(proxy, via),
  loginMode: "platform_key",
  key: loginKey,
});
const withIdentity = (more: Partial<Hop> = {}): Route => ({
  target: hopTo(inner, more),
  proxy: hopTo(proxy),
  loginMode: "proxy_identity",
  key: loginKey,
});

function acquire(route: Route, from = pool): Promise<Lease> {
  return from.acquire(route, {
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    policy: { allowLoopback: true },
    pinHostKey: async () => false,
  });
}

function start(lease: Lease, route: Route, script: string, values: string[] = []) {
  const started = Promise.withResolvers<{ processGroup: number; directory: string }>();
  const output = { stdout: "", stderr: "" };
  const targetLogId = `${process.pid}9${nextId++}`;
  const running = launch(
    lease,
    route,
    {
      language: "shell",
      script: Buffer.from(script),
      arguments: values,
      environment: {},
      taskLogId: "7",
      installation: "test",
      targetLogId,
    },
    {
      onStarted: started.resolve,
      onOutput: (stream, bytes) => {
        output[stream] += bytes.toString();
      },
    },
    { startMs: 20_000 },
  );
  return { running, started: started.promise, output, targetLogId };
}

async function run(route: Route, script: string, values: string[] = [], from = pool) {
  const lease = await acquire(route, from);
  const { running, output, targetLogId } = start(lease, route, script, values);
  const end = await running.end;
  running.acknowledge();
  lease.release();
  return { end, ...output, targetLogId };
}

const exited = (exitCode: number): LaunchEnd => ({
  kind: "ended",
  exitCode,
  signal: null,
  outputComplete: true,
  detail: null,
});
const awkward = ["'", '"', "a\nb\n", "$(id)", "`id`", ";", "--help", "", "*", "\\0\\c%s", "中文🎉"];
const echo = 'for a in "$@"; do printf "<%s>" "$a"; done; echo err >&2; exit 3';

test.each([
  ["the platform's key", () => withPlatformKey()],
  ["the proxy's own login", () => withIdentity()],
])("through a proxy with %s, arguments, both streams and the exit code are exact", async (_, route) => {
  const { end, stdout, stderr } = await run(route(), echo, awkward);
  expect(end).toEqual(exited(3));
  expect(stdout).toBe(awkward.map((value) => `<${value}>`).join(""));
  expect(stderr).toBe("err\n");
  expect((await run(route(), "exit 255")).end).toEqual(exited(255));
});

test("with the platform's key the proxy runs nothing: it only forwards", async () => {
  const sessions = proxy.sessions();
  await run(withPlatformKey(), "true");
  expect(proxy.sessions()).toBe(sessions);
});

test.each([
  ["the platform's key", () => withPlatformKey()],
  ["the proxy's own login", () => withIdentity()],
])("through a proxy with %s, a script is stopped and nothing of it is left", async (_, route) => {
  const lease = await acquire(route());
  const { running, started, targetLogId } = start(lease, route(), "setsid sleep 310 & sleep 311");
  const process = await started;
  const mark = `HOSTRUN_TARGET_LOG_ID=${targetLogId}`;
  await expect.poll(async () => (await processesMarked(mark)).length).toBe(3);
  expect(await terminate(lease, route(), process, { graceMs: 2_000 })).toMatchObject({ outcome: "gone" });
  await running.end;
  expect(await processesMarked(mark)).toEqual([]);
  expect(await readOutcome(lease, route(), { installation: "test", targetLogId })).toMatchObject({
    result: "ended",
  });
  lease.release();
});

const wrongKey = () => proxy.hostKeys[0]?.line ?? "";

test("a proxy that shows another key is refused before a user name is sent", async () => {
  const before = proxy.count(/userauth-request/);
  const pinned = target.hostKeys[0]?.line ?? "";
  await expect(
    acquire(withPlatformKey({}, { pinnedHostKey: pinned }), new ConnectionPool()),
  ).rejects.toMatchObject({
    reason: "host_key",
    hop: "proxy",
    offeredHostKey: { line: proxy.hostKeys[0]?.line },
  });
  expect(proxy.count(/userauth-request/)).toBe(before);
});

test("a target behind a proxy that shows another key is refused before a user name is sent", async () => {
  const before = target.count(/userauth-request/);
  await expect(acquire(withPlatformKey({ pinnedHostKey: wrongKey() }))).rejects.toMatchObject({
    reason: "host_key",
    hop: "target",
  });
  expect(target.count(/userauth-request/)).toBe(before);
});

test("a proxy that logs in itself refuses a target with another key, before a user name is sent", async () => {
  const before = inner.count(/userauth-request/);
  const { end } = await run(withIdentity({ pinnedHostKey: wrongKey() }), "true");
  expect(end).toMatchObject({ kind: "nothing_sent", reason: "host_key" });
  expect(inner.count(/userauth-request/)).toBe(before);
});

test("a target that does not let the proxy in is refused by login, with the host's own words", async () => {
  const { end } = await run(
    withIdentity({ port: target.port, pinnedHostKey: target.hostKeys[0]?.line }),
    "true",
  );
  expect(end).toMatchObject({ kind: "nothing_sent", reason: "auth" });
  expect(end).toMatchObject({ detail: expect.stringContaining("Permission denied") });
});

test("a proxy that forwards nothing is named as the reason", async () => {
  const closed = await startSshd({ authorizedKeys: [key.publicKey], allowTcpForwarding: false });
  const via = { port: closed.port, pinnedHostKey: closed.hostKeys[0]?.line ?? null };
  await expect(acquire(withPlatformKey({}, via))).rejects.toMatchObject({ reason: "proxy", hop: "target" });
  await closed.stop();
});

test("a target that hangs up behind a proxy is known to be gone at once, and reached anew", async () => {
  const lone = await startSshd({ authorizedKeys: [key.publicKey] });
  const route = withPlatformKey({ port: lone.port, pinnedHostKey: lone.hostKeys[0]?.line ?? null });
  const { connection, release } = await acquire(route);
  release();
  await endDescendants(lone.pid);
  await connection.whenClosed;
  expect((await run(route, "exit 4")).end).toEqual(exited(4));
  await lone.stop();
});

test("the key of a target that a proxy logs in to is found out through the proxy", async () => {
  const lease = await acquire(withIdentity());
  expect(await keyKnownToProxy(lease, withIdentity())).toMatchObject({ key: inner.hostKeys[0] });
  expect(await keyKnownToProxy(lease, withIdentity(), "now")).toMatchObject({ key: inner.hostKeys[0] });
  lease.release();
});

test("asking for a host's key costs the host one connection, and finds keys of other types where there is no better", async () => {
  const older = await startSshd({ authorizedKeys: [], hostKeyTypes: ["rsa"] });
  const lease = await acquire(withIdentity());
  const before = inner.count(/Connection from /);
  await keyKnownToProxy(lease, withIdentity(), "now");
  expect(inner.count(/Connection from /) - before).toBe(1);
  const { key: found } = await keyKnownToProxy(lease, withIdentity({ port: older.port }), "now");
  expect(found).toEqual(older.hostKeys[0]);
  lease.release();
  await older.stop();
});

test.each([
  ["the platform's key", (more: Partial<Hop>) => withPlatformKey(more)],
  ["the proxy's own login", (more: Partial<Hop>) => withIdentity(more)],
])("24 targets at once behind one stock proxy, with %s: none is dropped", async (_, route) => {
  const fresh = new ConnectionPool();
  const routes = Array.from({ length: 24 }, (_, index) => route({ address: `127.0.8.${index + 1}` }));
  const results = await Promise.all(routes.map((each, index) => run(each, `exit ${index}`, [], fresh)));
  expect(results.map(({ end }) => end)).toEqual(routes.map((_, index) => exited(index)));
  fresh.close();
});
