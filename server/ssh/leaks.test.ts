import { readdir } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestUser, testUser } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../testing/tcp-proxy.ts";
import { type LaunchEnd, launch } from "./exec.ts";
import { makeKeyPair } from "./keys.ts";
import { ConnectionPool } from "./pool.ts";
import type { Hop, Route } from "./route.ts";

/** How many scripts are run: 240, or as many as HOSTRUN_RUNS says (`npm run test:faults`: 10 000). */
const runCount = Number(process.env.HOSTRUN_RUNS ?? 240);
/** Run before anything is counted, until what is made once has been made. */
const warmUp = 120;
const atOnce = 8;
const hostCount = 6;
/** What 10 000 runs may leave behind, and noise: 400 bytes a run would be four megabytes. */
const heapBytes = 4 * 1024 * 1024;

/** For connections to be closed. */
const patience = { timeout: 10_000 };

const key = makeKeyPair();
let user: TestUser;
let sshd: Sshd;
let cable: TcpProxy;

beforeAll(async () => {
  user = await testUser({ shell: "sh", name: "leaks" });
  sshd = await startSshd({ authorizedKeys: [key.publicKey], everyAddress: true, maxStartups: "1000" });
  cable = await startTcpProxy({ port: sshd.port });
});
afterAll(async () => {
  await cable.close();
  await sshd.stop();
});

/** Every third way is through a proxy, behind a cable that is cut now and then. */
function routeTo(index: number): Route {
  const hop = (address: string, port: number): Hop => ({
    address,
    port,
    username: user.name,
    pinnedHostKey: sshd.hostKeys[0]?.line ?? null,
    expectedFingerprint: null,
  });
  return {
    target: hop(`127.0.6.${(index % hostCount) + 1}`, sshd.port),
    proxy: index % 3 === 0 ? hop("127.0.0.1", cable.port) : null,
    loginMode: "platform_key",
    key: { privateKey: key.privateKey, version: "1" },
  };
}

/** One run, as a worker makes it; some are given up while they connect, and some when they have begun. */
async function runOne(pool: ConnectionPool, index: number): Promise<LaunchEnd | null> {
  const route = routeTo(index);
  const connecting = new AbortController();
  if (index % 23 === 0) setImmediate(() => connecting.abort());
  const options = { timeoutMs: 20_000, signal: connecting.signal, policy: { allowLoopback: true } };
  const lease = await pool.acquire(route, { ...options, pinHostKey: async () => false }).catch(() => null);
  if (lease === null) return null;
  const what = {
    language: "shell" as const,
    script: Buffer.from(`echo ${index}; exit 3`),
    arguments: [],
    environment: {},
    taskLogId: "7",
    installation: "test",
    targetLogId: `${process.pid}5${index}`,
  };
  const givesUp = index % 29 === 0;
  const events = { onStarted: () => givesUp && running.abandon(), onOutput: () => {} };
  const running = launch(lease, route, what, events, { startMs: 20_000 });
  const end = await running.end;
  running.acknowledge();
  lease.release();
  return end;
}

/** Runs so many, some at a time; answers how often each way of ending came. */
async function runMany(pool: ConnectionPool, from: number, count: number): Promise<Record<string, number>> {
  const ends: Record<string, number> = {};
  let next = from;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < from + count) {
        const index = next++;
        if (index % 151 === 0) {
          cable.cut();
          cable.mend();
        }
        const end = await runOne(pool, index);
        const how = end === null ? "no connection" : end.kind;
        ends[how] = (ends[how] ?? 0) + 1;
      }
    }),
  );
  return ends;
}

const openFiles = async () => (await readdir("/proc/self/fd")).length;
const handles = () => process.getActiveResourcesInfo().filter((name) => /TCP|Socket|Pipe/.test(name)).length;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is held after everything that can be let go of was. */
async function heapUsed(): Promise<number> {
  for (let times = 0; times < 3; times++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

test(`after ${runCount} runs nothing is left behind: no handle, no file, no memory, no connection`, async () => {
  const before = { files: await openFiles(), handles: handles() };
  const pool = new ConnectionPool({ idleMs: 400 });
  await runMany(pool, 1, warmUp);
  await expect.poll(() => pool.size, patience).toBe(0);
  const heapBefore = await heapUsed();

  const ends = await runMany(pool, warmUp + 1, runCount);
  expect(ends.ended ?? 0).toBeGreaterThan(runCount * 0.8);
  expect(ends.lost ?? 0).toBeGreaterThan(0);

  await expect.poll(() => pool.size, patience).toBe(0);
  await expect.poll(() => cable.connections, patience).toBe(0);
  await expect.poll(openFiles, patience).toBe(before.files);
  await expect.poll(handles, patience).toBe(before.handles);
  const grown = (await heapUsed()) - heapBefore;
  expect(grown).toBeLessThan(heapBytes);
  pool.close();
}, 1_800_000);
