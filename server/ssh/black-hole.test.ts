import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestUser, testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../testing/tcp-proxy.ts";
import { launch } from "./exec.ts";
import { makeKeyPair } from "./keys.ts";
import { readOutcome } from "./outcome.ts";
import { ConnectionPool, type Lease } from "./pool.ts";
import type { Hop, Route } from "./route.ts";

const key = makeKeyPair();
let user: TestUser;
let proxy: Sshd;
let target: Sshd;
/** Leads to the proxy, and to the target. */
let cables: { proxy: TcpProxy; target: TcpProxy };
let pool: ConnectionPool;
let nextId = 1;

beforeAll(async () => {
  user = await testUser({ name: "hole" });
  [proxy, target] = await Promise.all([
    startSshd({ authorizedKeys: [key.publicKey] }),
    startSshd({ authorizedKeys: [key.publicKey] }),
  ]);
  cables = {
    proxy: await startTcpProxy({ port: proxy.port }),
    target: await startTcpProxy({ port: target.port }),
  };
  // Three unanswered ones, as in production, but a second apart instead of ten.
  pool = new ConnectionPool({ keepaliveMs: 1_000 });
});
afterAll(async () => {
  pool.close();
  await Promise.all([cables.proxy.close(), cables.target.close()]);
  await Promise.all([proxy.stop(), target.stop()]);
});

function hop(sshd: Sshd, port: number): Hop {
  const pinnedHostKey = sshd.hostKeys[0]?.line ?? null;
  return { address: "127.0.0.1", port, username: user.name, pinnedHostKey, expectedFingerprint: null };
}

function routeOf(proxyHop: Hop | null): Route {
  const login = { privateKey: key.privateKey, version: "1" };
  const there = hop(target, cables.target.port);
  return { target: there, proxy: proxyHop, loginMode: "platform_key", key: login };
}

function acquire(route: Route, timeoutMs = 10_000): Promise<Lease> {
  return pool.acquire(route, {
    timeoutMs,
    signal: new AbortController().signal,
    policy: { allowLoopback: true },
    pinHostKey: async () => false,
  });
}

function start(lease: Lease, route: Route, script: string) {
  const started = Promise.withResolvers<void>();
  const what = {
    language: "shell" as const,
    script: Buffer.from(script),
    arguments: [],
    environment: {},
    taskLogId: "7",
    installation: "test",
    targetLogId: `${process.pid}4${nextId++}`,
  };
  const events = { onStarted: () => started.resolve(), onOutput: () => {} };
  return { what, started: started.promise, running: launch(lease, route, what, events, { startMs: 20_000 }) };
}

test.each([
  ["to a target", (): Hop | null => null, () => cables.target],
  ["to a proxy", () => hop(proxy, cables.proxy.port), () => cables.proxy],
  ["from a proxy to its target", () => hop(proxy, proxy.port), () => cables.target],
] as const)(
  "traffic %s that is swallowed in the middle of a run makes it lost, and its outcome is read later",
  async (_, proxyHop, cable) => {
    const route = routeOf(proxyHop());
    const lease = await acquire(route);
    const { what, started, running } = start(lease, route, "sleep 3; exit 6");
    await started;
    cable().hold();
    expect(await running.end).toEqual({ kind: "lost", detail: "the connection ended before the script did" });
    lease.release();
    await expect(acquire(route, 500)).rejects.toMatchObject({ reason: "timeout" });
    cable().mend();
    const again = await acquire(route);
    await expect
      .poll(() => readOutcome(again, route, what), { timeout: 10_000 })
      .toEqual({ result: "ended", exitCode: 6 });
    again.release();
  },
);
