/**
 * Runs with real worker processes, a real PostgreSQL and a real sshd, for tests of what happens when parts of it
 * are killed, frozen or cut off.
 *
 *     const fleet = await openFleet();                       // in beforeAll; fleet.close() in afterAll
 *     const worker = await fleet.startWorker();
 *     const task = await fleet.makeTask("sleep 1", 8);        // 8 loopback hosts, each counts its starts
 *     const taskLogId = await fleet.start(task);
 *     await worker.kill();
 *     const { log, targets } = await fleet.ended(taskLogId);
 *     await fleet.startsOf(targets);                          // how often the script began, per target log
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { type Database, openDatabase } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { databaseSettings } from "../db/role.ts";
import { sshKey } from "../db/tables/ssh-key.ts";
import { targetLog, targetOutput } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { worker } from "../db/tables/worker.ts";
import { found } from "../errors.ts";
import type { FreshnessDeps } from "../execute/keep-fresh.ts";
import { openBoss } from "../queue/boss.ts";
import { cancelRun } from "../run/cancel.ts";
import { startRun } from "../run/start.ts";
import { registerWorker } from "../run/worker-row.ts";
import { ConnectionPool } from "../ssh/pool.ts";
import { makeTenantKey, TenantKeys } from "../ssh-key/execution.ts";
import { loadMasterKey } from "../ssh-key/master-key.ts";
import { createTestDatabase } from "./postgres.ts";
import { Seed } from "./seed.ts";
import { testUser } from "./sshd/test-user.ts";
import { type Sshd, startSshd } from "./sshd.ts";

export interface WorkerProcess {
  child: ChildProcess;
  /** Ends it at once, as the kernel does: nothing is put in order. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Sends a signal; resolves at once. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  ended: Promise<void>;
}

export type TaskLog = typeof taskLog.$inferSelect;
export type TargetLog = typeof targetLog.$inferSelect;

export interface Fleet {
  url: string;
  database: Database;
  seed: Seed;
  sshd: Sshd;
  /** Public line of the key that the workers log in with. */
  platformKey: string;
  /** What a worker works with, here in this process, under a registration of its own. */
  hands: FreshnessDeps;
  /**
   * Starts a worker in a process of its own, at work when this resolves. `DATABASE_URL` may be another way in;
   * `within` are words in front of its command.
   */
  startWorker(settings?: Record<string, string>, within?: string[]): Promise<WorkerProcess>;
  /** A task on so many hosts of its own (or on those given); a line in a file counts each start on each target. */
  makeTask(
    script: string,
    hosts: number | Parameters<Seed["targets"]>[0],
    given?: Parameters<Seed["task"]>[2],
  ): Promise<number>;
  start(taskId: number): Promise<number>;
  cancel(taskLogId: number): Promise<void>;
  read(taskLogId: number): Promise<{ log: TaskLog; targets: TargetLog[] }>;
  /** Waits for a run's end. */
  ended(taskLogId: number, timeoutMs?: number): Promise<{ log: TaskLog; targets: TargetLog[] }>;
  /** How often the script began, for each target log. */
  startsOf(targets: TargetLog[]): Promise<number[]>;
  outputOf(targetLogId: number, stream?: "stdout" | "stderr"): Promise<string>;
  /** The registrations that a worker's process has made, oldest first. */
  registrationsOf(process: WorkerProcess): Promise<number[]>;
  workerOf(id: number): Promise<typeof worker.$inferSelect>;
  close(): Promise<void>;
}

/** @param options.url a migrated database to use instead of a fresh one */
export async function openFleet(options: { url?: string } = {}): Promise<Fleet> {
  const made = options.url === undefined ? await createTestDatabase() : null;
  const url = made?.url ?? options.url ?? "";
  const settings = await databaseSettings(url);
  const database = made?.database ?? openDatabase(settings, { max: 5, name: "hostrun test" });
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-fleet-"));
  const counters = await mkdtemp(path.join(tmpdir(), "hostrun-starts-"));
  await chmod(counters, 0o777);
  const boss = openBoss(settings, "sender");
  await boss.start();
  const seed = await Seed.tenant(database);
  const master = await loadMasterKey(path.join(folder, "master.key"), database);
  await makeTenantKey(database, master, seed.tenantId);
  const [key] = await inTenant(asSystem(database), (tx) => tx.select().from(sshKey));
  const wide = { everyAddress: true, maxStartups: "1000" };
  const platformKey = found(key).publicKey;
  const sshd = await startSshd({ authorizedKeys: [platformKey], ...wide });
  const user = await testUser({ shell: "sh" });
  const processes: WorkerProcess[] = [];
  const hands = {
    database,
    pool: new ConnectionPool(),
    keys: new TenantKeys(database, master),
    allowLoopback: true,
    moveMissed: async () => {},
    workerId: await registerWorker(database, { host: "test", pid: 1, version: "test", publicKey: null }),
  };
  let hostsMade = 0;

  const read: Fleet["read"] = (id) =>
    inTenant(asSystem(database), async (tx) => ({
      log: found((await tx.select().from(taskLog).where(eq(taskLog.id, id)))[0]),
      targets: await tx.select().from(targetLog).where(eq(targetLog.taskLogId, id)).orderBy(targetLog.id),
    }));

  return {
    url,
    database,
    seed,
    sshd,
    platformKey,
    hands,
    startWorker: async (more = {}, within = []) => {
      const settings = { DATABASE_URL: url, HOSTRUN_DATA_DIR: folder, ...more };
      const started = await startWorkerProcess(settings, within);
      processes.push(started);
      return started;
    },
    makeTask: async (script, hosts, given) => {
      const all = typeof hosts === "number" ? Array.from({ length: hosts }, () => ({})) : hosts;
      const targetIds = await seed.targets(
        all.map((host) => ({
          address: loopback(++hostsMade),
          port: sshd.port,
          username: user.name,
          ...host,
        })),
      );
      const counted = `echo x >>'${counters}'/"$HOSTRUN_TARGET_LOG_ID"\n${script}\n`;
      return seed.task(await seed.script(counted), targetIds, given);
    },
    start: (taskId) => {
      const ctx = seed.context(boss);
      return inTenant(ctx, (tx) => startRun(tx, ctx, { taskId, trigger: "manual" }));
    },
    cancel: async (id) => {
      await cancelRun(seed.context(boss), id);
    },
    read,
    ended: async (id, timeoutMs = 30_000) => {
      const options = { timeout: timeoutMs, interval: 50 };
      await expect.poll(async () => (await read(id)).log.endedAt, options).not.toBeNull();
      return read(id);
    },
    startsOf: (targets) =>
      Promise.all(
        targets.map(async ({ id }) => {
          const text = await readFile(path.join(counters, String(id)), "utf8").catch(() => "");
          return text.length / "x\n".length;
        }),
      ),
    outputOf: async (id, stream = "stdout") => {
      const rows = await inTenant(asSystem(database), (tx) =>
        tx.select().from(targetOutput).where(eq(targetOutput.targetLogId, id)).orderBy(targetOutput.sequence),
      );
      return Buffer.concat(rows.filter((row) => row.stream === stream).map((row) => row.bytes)).toString();
    },
    registrationsOf: async ({ child }) => {
      const rows = await inTenant(asSystem(database), (tx) =>
        tx
          .select({ id: worker.id })
          .from(worker)
          .where(eq(worker.pid, child.pid ?? 0))
          .orderBy(worker.id),
      );
      return rows.map((row) => row.id);
    },
    workerOf: (id) =>
      inTenant(asSystem(database), async (tx) =>
        found((await tx.select().from(worker).where(eq(worker.id, id)))[0]),
      ),
    close: async () => {
      await Promise.all(processes.map((started) => started.kill()));
      hands.pool.close();
      await sshd.stop();
      await boss.stop({ graceful: false });
      if (made === null) await database.close();
      else await made.drop();
      await rm(folder, { recursive: true, force: true });
      await rm(counters, { recursive: true, force: true });
    },
  };
}

/** Addresses of hosts that no other test uses at the same time: all of them are the one sshd. */
function loopback(index: number): string {
  return `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

/** For tests in which workers die, freeze or lose their database: that is noticed in seconds. */
export const shortLease = { HOSTRUN_HEARTBEAT_SECONDS: "1" } as const;

async function startWorkerProcess(
  settings: Record<string, string>,
  within: string[],
): Promise<WorkerProcess> {
  const [program = "", ...words] = [...within, process.execPath, "worker/index.ts"];
  const child = spawn(program, words, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      HOSTRUN_DRAIN_SECONDS: "1",
      HOSTRUN_WORKER_SLOTS: "4",
      HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true",
      LOG_LEVEL: "fatal",
      ...settings,
    },
  });
  const ended = once(child, "exit").then(() => {});
  const early = ended.then(() => Promise.reject(new Error("the worker ended at its start")));
  await Promise.race([once(child, "message"), early]);
  early.catch(() => {});
  return {
    child,
    ended,
    signal: (name) => void child.kill(name),
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
