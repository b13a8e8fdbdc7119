import path from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { createQueues } from "../queue/boss.ts";
import { connectionConfig, type DatabaseSettings } from "./client.ts";
import { databaseSettings, ensureWorkingRole } from "./role.ts";

/** An arbitrary number of ours: whoever migrates holds this advisory lock. */
const migrationLock = 7_403_221;

/** Where the reviewed migrations stand. */
const migrationsFolder = path.join(import.meta.dirname, "../../drizzle");

/**
 * Brings a database up to date: the working role where one is needed, our tables, the queue's schema. Safe to
 * call from several processes at once; the later ones wait and find nothing to do.
 */
export async function migrateDatabase(url: string): Promise<void> {
  await ensureWorkingRole(url);
  const settings = await databaseSettings(url);
  const client = new pg.Client({
    ...connectionConfig(settings, "hostrun migrate"),
    options: roleOnly(settings),
  });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    await migrate(drizzle(client, { casing: "snake_case" }), { migrationsFolder });
    await createQueues(settings);
  } finally {
    await client.end();
  }
}

/** Migrations may take long and wait for locks: none of the usual time limits. */
function roleOnly(settings: DatabaseSettings): string | undefined {
  return settings.role === null ? undefined : `-c role=${settings.role}`;
}
