import { PgBoss } from "pg-boss";
import { connectionOptions, type DatabaseSettings, mutePatienceMs } from "../db/client.ts";
import { jobNames, jobs } from "./jobs.ts";

const shared = { schema: "pgboss", schedule: false } as const;

/** Handed on to `pg`: a server that has gone mute is given up, and a dead peer is noticed. */
const patience = { query_timeout: mutePatienceMs, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** The queue as a process uses it: sends, and, in a worker, takes. Its schema is made by the migration. */
export function openBoss(settings: DatabaseSettings, kind: "sender" | "worker"): PgBoss {
  const boss = new PgBoss({
    ...shared,
    ...patience,
    connectionString: settings.url,
    options: connectionOptions(settings),
    application_name: `hostrun queue (${kind})`,
    max: kind === "worker" ? 4 : 1,
    migrate: false,
    createSchema: false,
    supervise: kind === "worker",
    useListenNotify: kind === "worker",
  });
  boss.on("error", () => {});
  return boss;
}

/** Makes or updates the queue's schema and our queues. Called by the migration, under its lock. */
export async function createQueues(settings: DatabaseSettings): Promise<void> {
  const boss = new PgBoss({
    ...shared,
    connectionString: settings.url,
    options: settings.role === null ? undefined : `-c role=${settings.role}`,
    max: 1,
    supervise: false,
  });
  boss.on("error", () => {});
  await boss.start();
  try {
    for (const name of jobNames) {
      const options = {
        retryLimit: jobs[name].retryLimit,
        retryDelay: 5,
        notify: true,
        deleteAfterSeconds: 3600,
      };
      if ((await boss.getQueue(name)) === null) await boss.createQueue(name, options);
      else await boss.updateQueue(name, options);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** What is wrong with a database's queue, for the person who mends it; null where nothing is. */
export async function queueFault(settings: DatabaseSettings): Promise<string | null> {
  const boss = openBoss(settings, "sender");
  try {
    await boss.start();
    const names = (await boss.getQueues()).map((queue) => queue.name);
    const missing = jobNames.filter((name) => !names.includes(name));
    return missing.length === 0 ? null : `missing queues: ${missing.join(", ")}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await boss.stop({ graceful: false }).catch(() => {});
  }
}
