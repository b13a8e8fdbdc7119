import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestUser, testUser, writeHome } from "../testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../testing/sshd.ts";
import { launch, type RunningLaunch } from "./exec.ts";
import { makeKeyPair } from "./keys.ts";
import { ConnectionPool, type Lease } from "./pool.ts";
import { bootstrapCommand } from "./remote/bootstrap.ts";
import { launcherFrame } from "./remote/launcher.ts";
import type { Hop, Route } from "./route.ts";

const key = makeKeyPair();
let user: TestUser;
let sshd: Sshd;
let pool: ConnectionPool;
let nextId = 1;

beforeAll(async () => {
  user = await testUser({ name: "faults" });
  sshd = await startSshd({
    authorizedKeys: [key.publicKey],
    hostKeyTypes: ["ed25519", "rsa"],
    logLevel: "DEBUG1",
  });
  pool = new ConnectionPool();
});
afterAll(async () => {
  pool.close();
  await sshd.stop();
});

function routeTo(server: { port: number; hostKeys?: Sshd["hostKeys"] }, more: Partial<Hop> = {}): Route {
  const target = {
    address: "127.0.0.1",
    port: server.port,
    username: user.name,
    pinnedHostKey: server.hostKeys?.[0]?.line ?? null,
    expectedFingerprint: null,
    ...more,
  };
  return {
    target,
    proxy: null,
    loginMode: "platform_key",
    key: { privateKey: key.privateKey, version: "1" },
  };
}

function acquire(
  route: Route,
  more: { timeoutMs?: number; allowLoopback?: boolean; trust?: boolean } = {},
): Promise<Lease> {
  return pool.acquire(route, {
    timeoutMs: more.timeoutMs ?? 10_000,
    signal: new AbortController().signal,
    policy: { allowLoopback: more.allowLoopback ?? true },
    pinHostKey: async () => more.trust ?? false,
  });
}

function launched(script: string) {
  return {
    language: "shell" as const,
    script: Buffer.from(script),
    arguments: ["a 'b'\n"],
    environment: {},
    taskLogId: "7",
    installation: "test",
    targetLogId: `${process.pid}8${nextId++}`,
  };
}

async function start(route: Route, script: string, startMs = 10_000) {
  const lease = await acquire(route);
  const started = Promise.withResolvers<void>();
  const output = { text: "" };
  const running: RunningLaunch = launch(
    lease,
    route,
    launched(script),
    {
      onStarted: () => started.resolve(),
      onOutput: (_, bytes) => {
        output.text += bytes.toString();
      },
    },
    { startMs },
  );
  return { running, started: started.promise, output, lease };
}

async function run(route: Route, script: string, startMs?: number) {
  const { running, output, lease } = await start(route, script, startMs);
  const end = await running.end;
  running.acknowledge();
  lease.release();
  return { end, output: output.text };
}

test("a port that accepts and never speaks is given up in time, and named", async () => {
  const mute = createServer(() => {});
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const { port } = mute.address() as { port: number };
  await expect(acquire(routeTo({ port }), { timeoutMs: 300 })).rejects.toMatchObject({
    reason: "timeout",
    retryable: true,
  });
  mute.close();
});

test("a closed port, an unknown name and a refused key are told apart", async () => {
  await expect(acquire(routeTo({ port: 1 }))).rejects.toMatchObject({ reason: "refused", retryable: true });
  await expect(acquire(routeTo(sshd, { address: "no-such-host.invalid" }))).rejects.toMatchObject({
    reason: "dns",
  });
  const stranger = { ...routeTo(sshd), key: { privateKey: makeKeyPair().privateKey, version: "2" } };
  await expect(acquire(stranger)).rejects.toMatchObject({ reason: "auth", retryable: false });
});

test("an unknown host is dialled no further than its key where the caller does not pin it", async () => {
  const before = sshd.count(/userauth-request/);
  await expect(acquire(routeTo(sshd, { pinnedHostKey: null }))).rejects.toMatchObject({ reason: "host_key" });
  const expectedFingerprint = makeKeyPair().fingerprint;
  const given = routeTo(sshd, { pinnedHostKey: null, expectedFingerprint });
  await expect(acquire(given, { trust: true })).rejects.toMatchObject({
    reason: "host_key",
    offeredHostKey: sshd.hostKeys[0],
  });
  expect(sshd.count(/userauth-request/)).toBe(before);
});

test("a host pinned by its RSA key is the same host, though it has an Ed25519 key too", async () => {
  const { end } = await run(routeTo(sshd, { pinnedHostKey: sshd.hostKeys[1]?.line ?? null }), "exit 4");
  expect(end).toMatchObject({ kind: "ended", exitCode: 4 });
});

test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254", "fe80::1", "localhost"])(
  "%s is not dialled unless loopback is allowed",
  async (address) => {
    const before = sshd.count(/Connection from/);
    await expect(acquire(routeTo(sshd, { address }), { allowLoopback: false })).rejects.toMatchObject({
      reason: "policy",
      retryable: false,
    });
    expect(sshd.count(/Connection from/)).toBe(before);
  },
);

test.each(["0.0.0.0", "169.254.169.254", "::ffff:169.254.169.254"])(
  "%s is never dialled, even where loopback is",
  async (address) => {
    await expect(acquire(routeTo(sshd, { address }))).rejects.toMatchObject({ reason: "policy" });
  },
);

test("a session that dies in the middle of its output is lost, never success", async () => {
  const other = await startSshd({ authorizedKeys: [key.publicKey] });
  const { running, started, output } = await start(routeTo(other), "echo begun; sleep 60");
  await started;
  await expect.poll(() => output.text).toBe("begun\n");
  await other.restart();
  expect(await running.end).toMatchObject({ kind: "lost" });
  await other.stop();
});

test("a forced command that exits 0 is the launcher's failure, never success", async () => {
  const other = await startSshd({
    authorizedKeys: [key.publicKey],
    forceCommand: "/bin/echo this is not a shell",
  });
  expect((await run(routeTo(other), "true")).end).toMatchObject({
    kind: "not_started",
    reason: "launcher",
    detail: expect.stringContaining("this is not a shell"),
  });
  await other.stop();
});

test("a login profile that eats a line of stdin starts nothing", async () => {
  await writeHome(user, { ".bashrc": "IFS= read -r eaten\n" });
  const file = join(tmpdir(), `hostrun-eaten-${process.pid}`);
  const { end } = await run(routeTo(sshd), `touch ${file}`);
  await writeHome(user, { ".bashrc": null });
  expect(end).toMatchObject({ kind: "not_started", reason: "launcher" });
  expect(existsSync(file)).toBe(false);
});

test("what a login profile prints is no part of the output", async () => {
  await writeHome(user, { ".bashrc": "printf 'no newline'; echo noise >&2\n" });
  const result = await run(routeTo(sshd), "printf mine");
  await writeHome(user, { ".bashrc": null });
  expect(result).toMatchObject({ end: { kind: "ended", exitCode: 0 }, output: "mine" });
});

test("giving up on a profile that hangs is lost: the script may start later", async () => {
  await writeHome(user, { ".bashrc": "sleep 60\n" });
  // Time enough for a session to open on a busy machine: without one nothing could start later.
  const { end } = await run(routeTo(sshd), "true", 3_000);
  await writeHome(user, { ".bashrc": null });
  expect(end).toMatchObject({ kind: "lost" });
});

/** Cuts go in parts, since each is a process of its own and there are many hundreds. */
const parts = 6;

test.each(Array.from({ length: parts }, (_, part) => part))(
  "a frame cut at any byte starts nothing, and leaves nothing behind (part %i)",
  async (part) => {
    const { home, frame } = await aFrame();
    // Within the launcher's own line all cuts are one case: `read` fails. From its end on each byte is tried.
    const line = frame.indexOf("\n") - 1;
    await Promise.all([
      feed(home, part * 32, line, parts * 32),
      feed(home, line + part, frame.length, parts),
    ]);
    expect(existsSync(`${home}/counter`)).toBe(false);
    expect(existsSync(`${home}/.cache/hostrun`) ? await readdir(`${home}/.cache/hostrun`) : []).toEqual([]);
    await feed(home, frame.length, frame.length + 1, 1);
    expect(await readFile(`${home}/counter`, "utf8")).toBe("started\n");
    await rm(home, { recursive: true });
  },
);

async function aFrame(): Promise<{ home: string; frame: Buffer }> {
  const home = await mkdtemp(join(tmpdir(), "hostrun-cut-"));
  const frame = launcherFrame(launched(`echo started >> '${home}/counter'`), "f".repeat(24));
  await writeFile(`${home}/frame`, frame);
  return { home, frame };
}

/** Runs the session's command as a host does, on the first `from`, `from + step` … bytes of the frame. */
async function feed(home: string, from: number, to: number, step: number): Promise<void> {
  const loop = `i=$1; while [ $i -lt $2 ]; do head -c $i frame | sh -c "$4" >/dev/null 2>&1; i=$((i+$3)); done`;
  const values = [from, to, step, bootstrapCommand].map(String);
  const shell = ["-i", `HOME=${home}`, "PATH=/usr/bin:/bin", "/bin/sh", "-c", loop, "sh"];
  await promisify(execFile)("/usr/bin/env", [...shell, ...values], { cwd: home });
}
