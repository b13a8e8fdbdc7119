import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { sshKey } from "../server/db/tables/ssh-key.ts";
import { targetLog, targetOutput } from "../server/db/tables/target-log.ts";
import { taskLog } from "../server/db/tables/task-log.ts";
import { loadEnv } from "../server/env.ts";
import { openBoss } from "../server/queue/boss.ts";
import { cancelRun } from "../server/run/cancel.ts";
import { startRun } from "../server/run/start.ts";
import { createTestDatabase, type TestDatabase } from "../server/testing/postgres.ts";
import { Seed } from "../server/testing/seed.ts";
import { type TestUser, testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { startWorker, type Worker } from "./worker.ts";

let db: TestDatabase;
let boss: ReturnType<typeof openBoss>;
let seed: Seed;
let sshd: Sshd;
let user: TestUser;
let worker: Worker;
let folder: string;

beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "hostrun-worker-"));
  boss = openBoss(db.database.settings, "sender");
  await boss.start();
  seed = await Seed.tenant(db.database);
  user = await testUser({ shell: "sh" });
  worker = await startWorker(db.url, {
    ...loadEnv({}),
    HOSTRUN_WORKER_SLOTS: 50,
    HOSTRUN_HEARTBEAT_SECONDS: 1,
    HOSTRUN_DRAIN_SECONDS: 1,
    HOSTRUN_DATA_DIR: folder,
    HOSTRUN_MASTER_KEY_FILE: undefined,
    HOSTRUN_ALLOW_LOOPBACK_TARGETS: true,
  });
  const [key] = await inTenant(asSystem(db.database), (tx) => tx.select().from(sshKey));
  sshd = await startSshd({ authorizedKeys: [key?.publicKey ?? ""], everyAddress: true, maxStartups: "1000" });
});
afterAll(async () => {
  await worker?.stop();
  await sshd?.stop();
  await boss?.stop({ graceful: false });
  await db?.drop();
  await rm(folder, { recursive: true, force: true });
});

async function run(
  script: string,
  targets: Parameters<Seed["targets"]>[0],
  given?: Parameters<Seed["task"]>[2],
) {
  const targetIds = await seed.targets(
    targets.map((values) => ({ username: user.name, port: sshd.port, ...values })),
  );
  const taskId = await seed.task(await seed.script(script), targetIds, given);
  const ctx = seed.context(boss);
  return inTenant(ctx, (tx) => startRun(tx, ctx, { taskId, trigger: "manual" }));
}

function read(taskLogId: number) {
  return inTenant(asSystem(db.database), async (tx) => {
    const [log] = await tx.select().from(taskLog).where(eq(taskLog.id, taskLogId));
    const targets = await tx
      .select()
      .from(targetLog)
      .where(eq(targetLog.taskLogId, taskLogId))
      .orderBy(targetLog.id);
    return { log, targets };
  });
}

async function ended(taskLogId: number, timeout = 20_000) {
  await expect
    .poll(async () => (await read(taskLogId)).log?.endedAt, { timeout, interval: 30 })
    .not.toBeNull();
  return read(taskLogId);
}

async function outputOf(targetLogId: number, stream: "stdout" | "stderr"): Promise<string> {
  const rows = await inTenant(asSystem(db.database), (tx) =>
    tx
      .select()
      .from(targetOutput)
      .where(eq(targetOutput.targetLogId, targetLogId))
      .orderBy(targetOutput.sequence),
  );
  return Buffer.concat(rows.filter((row) => row.stream === stream).map((row) => row.bytes)).toString();
}

test("a script runs on each target, and its streams and exit codes are stored", async () => {
  const id = await run('echo "out $HOSTRUN_TARGET_LOG_ID"; echo err >&2; exit "$1"', [{}, {}], {
    arguments: ["0"],
  });
  const { log, targets } = await ended(id);
  expect(log).toMatchObject({ state: "succeeded", succeededCount: 2, activeCount: 0, batchPending: 0 });
  for (const target of targets) {
    expect(target).toMatchObject({ state: "succeeded", exitCode: 0, outputComplete: true, stderrBytes: 4 });
    expect(await outputOf(target.id, "stdout")).toBe(`out ${target.id}\n`);
  }
});

test("a run fails where one target fails, and each keeps its own reason", async () => {
  const closed = await run(
    "exit 3",
    [{}, { port: 1 }, { address: "no-such-host.invalid" }, { username: "root" }],
    {
      strategy: { connectRetries: 0 },
    },
  );
  const { log, targets } = await ended(closed);
  expect(log?.state).toBe("failed");
  expect(targets.map((t) => [t.state, t.reason, t.exitCode])).toEqual([
    ["failed", "exit_code", 3],
    ["unreachable", "refused", null],
    ["unreachable", "dns", null],
    targets[3]?.state === "failed" ? ["failed", "exit_code", 3] : ["unreachable", "auth", null],
  ]);
});

test("a changed host key is refused and blocks the target until somebody trusts it", async () => {
  const stranger = await startSshd({ authorizedKeys: [], logLevel: "DEBUG1" });
  try {
    const id = await run("exit 0", [{ port: stranger.port, hostKey: sshd.hostKeys[0]?.line }]);
    const { targets } = await ended(id);
    expect(targets[0]).toMatchObject({ state: "unreachable", reason: "host_key" });
    expect(stranger.count(/userauth-request/)).toBe(0);
  } finally {
    await stranger.stop();
  }
});

test("a script's time is up: it is ended on the host, and said so", async () => {
  const id = await run("sleep 100", [{}], { strategy: { timeoutSeconds: 1, stopGraceSeconds: 1 } });
  const { log, targets } = await ended(id);
  expect(log?.state).toBe("timed_out");
  expect(targets[0]).toMatchObject({ state: "timed_out", reason: null });
});

test("a stopped run leaves no process on the host, and skips what was not begun", async () => {
  const id = await run("echo begun; sleep 987", [{}, {}, {}], {
    strategy: { concurrency: 2, stopGraceSeconds: 2 },
  });
  await expect
    .poll(async () => (await read(id)).targets.filter((t) => t.stdoutBytes > 0).length, { timeout: 10_000 })
    .toBe(2);
  await cancelRun(seed.context(boss), id);
  const { log, targets } = await ended(id);
  expect(log).toMatchObject({ state: "cancelled", cancelledCount: 2, skippedCount: 1 });
  expect(targets.map((t) => t.state)).toEqual(["cancelled", "cancelled", "skipped"]);
  expect(await processesLike("sleep 987")).toBe(0);
  await cancelRun(seed.context(boss), id);
  expect((await read(id)).log?.state).toBe("cancelled");
});

test("output is on record while the script still runs", async () => {
  const gate = path.join(tmpdir(), `hostrun-gate-${crypto.randomUUID()}`);
  const id = await run(`echo first; while [ ! -e '${gate}' ]; do sleep 0.1; done; echo second`, [{}]);
  await expect.poll(async () => (await read(id)).targets[0]?.lastLine, { timeout: 10_000 }).toBe("first");
  expect((await read(id)).targets[0]?.state).toBe("running");
  await writeFile(gate, "");
  expect((await ended(id)).targets[0]?.lastLine).toBe("second");
  await rm(gate);
});

test("a flood of output keeps its head and tail, with the cut counted exactly", async () => {
  const id = await run("i=0; while [ $i -lt 3000 ]; do printf '%01023d\\n' $i; i=$((i+1)); done", [{}], {
    strategy: { outputLimitBytes: 100_000 },
  });
  const { targets } = await ended(id);
  const [target] = targets;
  const kept = await outputOf(target?.id ?? 0, "stdout");
  expect(target).toMatchObject({ state: "succeeded", stdoutBytes: 3000 * 1024 });
  expect(kept.length).toBeLessThanOrEqual(100_000);
  expect(kept.length + (target?.stdoutDroppedBytes ?? 0)).toBe(3000 * 1024);
  expect(kept.startsWith(`${"0".repeat(1023)}\n`)).toBe(true);
  expect(kept.trimEnd().endsWith("2999")).toBe(true);
});

test("40 targets run once each, and the server's own log agrees", async () => {
  const before = sshd.log().length;
  const hosts = Array.from({ length: 40 }, (_, index) => ({ address: `127.0.1.${index + 1}` }));
  const { log } = await ended(
    await run("echo $HOSTRUN_TARGET_LOG_ID", hosts, { strategy: { concurrency: 40 } }),
    60_000,
  );
  expect(log).toMatchObject({ state: "succeeded", succeededCount: 40 });
  const said = sshd.log().slice(before);
  // By the ports that its connections come from: what other tests have left to be done has others.
  const ports = new Set(portsOf(said, /^Connection from \S+ port (\d+) on 127\.0\.1\./gm));
  const sessions = portsOf(said, /^Starting session: .* port (\d+)/gm).filter((port) => ports.has(port));
  expect(sessions).toHaveLength(40);
});

function portsOf(log: string, line: RegExp): string[] {
  return [...log.matchAll(line)].flatMap(([, port]) => port ?? []);
}

async function processesLike(words: string): Promise<number> {
  const { execFile } = await import("node:child_process");
  const listed = await new Promise<string>((resolve) =>
    execFile("ps", ["-eo", "args="], (_e, out) => resolve(out)),
  );
  return listed.split("\n").filter((line) => line.startsWith(words)).length;
}

test("the master key is readable by its owner alone", async () => {
  const { mode } = await import("node:fs/promises").then((fs) => fs.stat(path.join(folder, "master.key")));
  expect(mode & 0o777).toBe(0o400);
  expect(await readFile(path.join(folder, "master.key"), "utf8")).toMatch(/^[0-9a-f]{8}\n/);
});
