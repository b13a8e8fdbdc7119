import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { sshKey } from "../server/db/tables/ssh-key.ts";
import { targetLog } from "../server/db/tables/target-log.ts";
import { taskLog } from "../server/db/tables/task-log.ts";
import { openBoss } from "../server/queue/boss.ts";
import { startRun } from "../server/run/start.ts";
import { createTestDatabase, type TestDatabase } from "../server/testing/postgres.ts";
import { Seed } from "../server/testing/seed.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";

const targetCount = 24;
let db: TestDatabase;
let boss: ReturnType<typeof openBoss>;
let seed: Seed;
let sshd: Sshd;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "hostrun-kill-"));
  boss = openBoss(db.database.settings, "sender");
  await boss.start();
  seed = await Seed.tenant(db.database);
  await startWorkerProcess();
  const [key] = await inTenant(asSystem(db.database), (tx) => tx.select().from(sshKey));
  sshd = await startSshd({
    authorizedKeys: [key?.publicKey ?? ""],
    everyAddress: true,
    maxStartups: "1000",
  });
});
afterAll(async () => {
  await Promise.all(children.map((child) => end(child, "SIGTERM")));
  await sshd?.stop();
  await boss?.stop({ graceful: false });
  await db?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A worker in a process of its own, at work when this resolves. */
async function startWorkerProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["worker/index.ts"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      DATABASE_URL: db.url,
      HOSTRUN_DATA_DIR: folder,
      HOSTRUN_HEARTBEAT_SECONDS: "1",
      HOSTRUN_DRAIN_SECONDS: "1",
      HOSTRUN_WORKER_SLOTS: "4",
      HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true",
      LOG_LEVEL: "fatal",
    },
  });
  children.push(child);
  await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("the worker ended at its start")));
  });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
}

async function startCounted(): Promise<number> {
  const user = await testUser({ shell: "sh" });
  const hosts = Array.from({ length: targetCount }, (_, index) => ({
    address: `127.0.2.${index + 1}`,
    port: sshd.port,
    username: user.name,
  }));
  const scriptId = await seed.script("sleep 0.2");
  const taskId = await seed.task(scriptId, await seed.targets(hosts), { strategy: { concurrency: 10 } });
  const ctx = seed.context(boss);
  return inTenant(ctx, (tx) => startRun(tx, ctx, { taskId, trigger: "manual" }));
}

async function read(taskLogId: number) {
  return inTenant(asSystem(db.database), async (tx) => ({
    log: (await tx.select().from(taskLog).where(eq(taskLog.id, taskLogId)))[0],
    targets: await tx.select().from(targetLog).where(eq(targetLog.taskLogId, taskLogId)),
  }));
}

async function ended(taskLogId: number) {
  await expect
    .poll(async () => (await read(taskLogId)).log?.endedAt, { timeout: 40_000, interval: 50 })
    .not.toBeNull();
  return read(taskLogId);
}

test("two workers share a run, and every target is started exactly once", async () => {
  await startWorkerProcess();
  const before = sshd.sessions();
  const { log, targets } = await ended(await startCounted());
  expect(log).toMatchObject({ state: "succeeded", succeededCount: targetCount });
  expect(sshd.sessions() - before).toBe(targetCount);
  expect(new Set(targets.map((target) => target.workerId)).size).toBe(2);
}, 60_000);

test("with a worker killed mid-run no target is started twice, and the run still ends", async () => {
  const victim = await startWorkerProcess();
  const before = sshd.sessions();
  const taskLogId = await startCounted();
  const killAfterMs = randomInt(100, 1_500);
  await delay(killAfterMs);
  await end(victim, "SIGKILL");
  const { log, targets } = await ended(taskLogId);
  const lost = targets.filter((target) => target.state === "lost").length;
  expect(
    targets.every((target) => target.state === "succeeded" || target.state === "lost"),
    `killed after ${killAfterMs} ms`,
  ).toBe(true);
  expect(log?.state).toBe(lost > 0 ? "interrupted" : "succeeded");
  // A look at a lost target's outcome is a session too, ten seconds later.
  const started = sshd.sessions() - before;
  expect(started).toBeLessThanOrEqual(targetCount);
  expect(started).toBeGreaterThanOrEqual(targetCount - lost);
}, 60_000);
