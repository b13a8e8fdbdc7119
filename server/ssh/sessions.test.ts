import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestUser, testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../testing/tcp-proxy.ts";
import { launch } from "./exec.ts";
import { makeKeyPair } from "./keys.ts";
import { ConnectionPool, type Lease } from "./pool.ts";
import { bootstrapCommand } from "./remote/bootstrap.ts";
import type { Hop, Route } from "./route.ts";
import { terminate } from "./terminate.ts";

const key = makeKeyPair();
let user: TestUser;
let sshd: Sshd;
let cable: TcpProxy;
let pool: ConnectionPool;

beforeAll(async () => {
  user = await testUser();
  sshd = await startSshd({ authorizedKeys: [key.publicKey], everyAddress: true, maxStartups: "100" });
  cable = await startTcpProxy({ port: sshd.port });
  pool = new ConnectionPool();
});
afterAll(async () => {
  pool.close();
  await cable.close();
  await sshd.stop();
});

function hop(address: string, port = sshd.port): Hop {
  const pinnedHostKey = sshd.hostKeys[0]?.line ?? null;
  return { address, port, username: user.name, pinnedHostKey, expectedFingerprint: null };
}

function routeTo(target: Hop, proxy: Hop | null = null): Route {
  return { target, proxy, loginMode: "platform_key", key: { privateKey: key.privateKey, version: "1" } };
}

function acquire(route: Route, timeoutMs = 10_000): Promise<Lease> {
  const signal = new AbortController().signal;
  return pool.acquire(route, {
    timeoutMs,
    signal,
    policy: { allowLoopback: true },
    pinHostKey: async () => true,
  });
}

/** Runs a command to its end; answers its exit code. */
async function exitOf(lease: Lease, command: string): Promise<number> {
  const channel = await lease.connection.exec(command, "aside", AbortSignal.timeout(5_000));
  channel.resume();
  return new Promise((resolve) => channel.once("close", resolve));
}

test("a proxy that goes mute is given up in time by each target, and no place is lost by it", async () => {
  const through = (last: number) => routeTo(hop(`127.0.7.${last}`), hop("127.0.0.1", cable.port));
  (await acquire(through(1))).release();
  cable.hold();
  const began = performance.now();
  const waiting = Array.from({ length: 9 }, (_, index) => acquire(through(index + 2), 300));
  const results = await Promise.allSettled(waiting);
  expect(results.map(({ status }) => status)).toEqual(Array(9).fill("rejected"));
  await expect(waiting[0]).rejects.toMatchObject({ reason: "timeout" });
  expect(performance.now() - began).toBeLessThan(10_000);
  cable.mend();
  const leases = await Promise.all(Array.from({ length: 9 }, (_, index) => acquire(through(index + 2))));
  for (const lease of leases) lease.release();
});

test("sessions that were given up are closed when they open after all, and take up no place", async () => {
  const lease = await acquire(routeTo(hop("127.0.0.1", cable.port)));
  cable.hold();
  const opening = Array.from({ length: 12 }, () =>
    lease.connection.exec(bootstrapCommand, "aside", AbortSignal.timeout(100)),
  );
  const results = await Promise.allSettled(opening);
  expect(results.map(({ status }) => status)).toEqual(Array(12).fill("rejected"));
  cable.mend();
  for (let count = 0; count < 12; count++) expect(await exitOf(lease, "exit 3")).toBe(3);
  lease.release();
});

test("whoever waits for a session is told when the connection breaks, and gets the next one", async () => {
  const route = routeTo(hop("127.0.0.1", cable.port));
  const lease = await acquire(route);
  cable.hold();
  const opening = Array.from({ length: 12 }, () =>
    lease.connection.exec("true", "aside", AbortSignal.timeout(20_000)),
  );
  cable.cut();
  const began = performance.now();
  const results = await Promise.allSettled(opening);
  expect(results.map(({ status }) => status)).toEqual(Array(12).fill("rejected"));
  expect(performance.now() - began).toBeLessThan(10_000);
  lease.release();
  cable.mend();
  const next = await acquire(route);
  expect(await exitOf(next, "exit 4")).toBe(4);
  next.release();
});

test("all scripts on a host can be stopped at the same moment, within a stock server's sessions", async () => {
  const route = routeTo(hop("127.0.0.9"));
  (await acquire(route)).release();
  const running = await Promise.all(
    Array.from({ length: 6 }, async (_, index) => {
      const lease = await acquire(route);
      const started = Promise.withResolvers<{ processGroup: number; directory: string }>();
      const what = {
        language: "shell" as const,
        arguments: [],
        environment: {},
        taskLogId: "7",
        installation: "test",
      };
      const script = Buffer.from("trap '' TERM; while :; do sleep 1; done");
      const launched = { ...what, script, targetLogId: `${process.pid}7${index}` };
      const events = { onStarted: started.resolve, onOutput: () => {} };
      const { end } = launch(lease, route, launched, events, { startMs: 10_000 });
      const process_ = await Promise.race([started.promise, end.then((e) => Promise.reject(e))]);
      return { lease, process: process_, end };
    }),
  );
  const stopped = await Promise.all(
    running.map(({ lease, process }) => terminate(lease, route, process, { graceMs: 300 })),
  );
  expect(stopped.map(({ outcome }) => outcome)).toEqual(Array(6).fill("gone"));
  await Promise.all(running.map(({ end }) => end));
  for (const { lease } of running) lease.release();
  expect(sshd.count(/no more sessions/)).toBe(0);
});
