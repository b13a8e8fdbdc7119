import path from "node:path";
import { findRunningPostgres, startEmbeddedPostgres } from "../dev/postgres/embedded.ts";
import { type Database, openDatabase } from "../server/db/client.ts";
import { migrateDatabase } from "../server/db/migrate.ts";
import { databaseSettings } from "../server/db/role.ts";
import { env } from "../server/env.ts";

/**
 * Does a piece of work on the product's database: the configured one, else the embedded one of the data folder,
 * which is started for the time of the work where it does not run.
 */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const { DATABASE_URL, HOSTRUN_DATA_DIR } = env();
  if (DATABASE_URL !== undefined) return onServer(DATABASE_URL, work);
  const directory = path.join(HOSTRUN_DATA_DIR, "postgres");
  const running = await findRunningPostgres(directory);
  if (running !== null) return onServer(running.url, work);
  const started = await startEmbeddedPostgres({ directory });
  try {
    return await onServer(started.url, work);
  } finally {
    await started.stop();
  }
}

async function onServer<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  await migrateDatabase(url);
  const database = openDatabase(await databaseSettings(url), { max: 2, name: "hostrun command" });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
