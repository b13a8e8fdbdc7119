import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { startEmbeddedPostgres } from "../dev/postgres/embedded.ts";
import { Part } from "../dev/supervisor.ts";
import { type Database, openDatabase } from "../server/db/client.ts";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { migrateDatabase } from "../server/db/migrate.ts";
import { databaseSettings } from "../server/db/role.ts";
import { sshKey } from "../server/db/tables/ssh-key.ts";
import { taskLog } from "../server/db/tables/task-log.ts";
import type { Strategy } from "../server/domain/strategy.ts";
import { found } from "../server/errors.ts";
import { openBoss } from "../server/queue/boss.ts";
import { startRun } from "../server/run/start.ts";
import { Seed } from "../server/testing/seed.ts";

/** Between two looks for a run's end, whose moment the database keeps: looking costs what the run could use. */
const lookEveryMs = 100;
/** How long one run may take before the benchmark gives up. */
const patienceMs = 300_000;

/** A whole product but for the web, on a real server with its usual durability. */
export interface Setting {
  database: Database;
  seed: Seed;
  /** Public line of the tenant's key; there once a worker has run. */
  publicKey(): Promise<string>;
  startWorker(script?: string): Promise<Part>;
  /** Runs a task and waits for its end. */
  run(taskId: number): Promise<RunResult>;
  close(): Promise<void>;
}

export interface RunResult {
  /** From the start's transaction to the end's, both by the database's clock. */
  ms: number;
  state: string;
}

export async function openSetting(): Promise<Setting> {
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-bench-"));
  const server = await startEmbeddedPostgres({ directory: path.join(folder, "postgres") });
  await migrateDatabase(server.url);
  const database = openDatabase(await databaseSettings(server.url), { max: 4, name: "hostrun bench" });
  const boss = openBoss(database.settings, "sender");
  await boss.start();
  const seed = await Seed.tenant(database);
  const ctx = seed.context(boss);
  return {
    database,
    seed,
    publicKey: async () => {
      const rows = await inTenant(asSystem(database), (tx) => tx.select().from(sshKey));
      return found(rows[0]).publicKey;
    },
    startWorker: async (script = path.join(import.meta.dirname, "../worker/index.ts")) => {
      const worker = new Part({ name: "worker", script, env: workerEnvironment(server.url, folder) });
      await worker.start();
      return worker;
    },
    run: async (taskId) => {
      const id = await inTenant(ctx, (tx) => startRun(tx, ctx, { taskId, trigger: "manual" }));
      return untilEnded(database, id);
    },
    close: async () => {
      await boss.stop({ graceful: false });
      await database.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function workerEnvironment(url: string, folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: url,
    HOSTRUN_DATA_DIR: folder,
    HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true",
    LOG_LEVEL: "error",
  };
}

async function untilEnded(database: Database, taskLogId: number): Promise<RunResult> {
  for (const until = performance.now() + patienceMs; performance.now() < until; await delay(lookEveryMs)) {
    const rows = await inTenant(asSystem(database), (tx) =>
      tx.select().from(taskLog).where(eq(taskLog.id, taskLogId)),
    );
    const { createdAt, endedAt, state } = found(rows[0]);
    if (endedAt !== null) return { ms: Date.parse(endedAt) - Date.parse(createdAt), state };
  }
  throw new Error("a run did not end");
}

/** A task on fresh targets, each at an address of its own on loopback. */
export async function makeTask(
  { seed }: Setting,
  scriptId: number,
  targets: {
    address: string;
    port: number;
    username: string;
    hostKey?: string;
    hostKeyFingerprint?: string;
    proxyId?: number;
  }[],
  strategy: Partial<Strategy> = {},
): Promise<number> {
  return seed.task(scriptId, await seed.targets(targets), { strategy });
}
