import path from "node:path";
import { findRunningPostgres, startEmbeddedPostgres } from "../dev/postgres/embedded.ts";
import { type Database, openDatabase } from "../server/db/client.ts";
import { migrateDatabase } from "../server/db/migrate.ts";
import { databaseSettings } from "../server/db/role.ts";
import { env } from "../server/env.ts";

/** Does a piece of work on the product's database, brought up to date before. */
export function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  return withServer(async (url) => {
    await migrateDatabase(url);
    const database = openDatabase(await databaseSettings(url), { max: 2, name: "hostrun command" });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  });
}

/**
 * Does a piece of work with the URL of the product's database: the configured one, else the embedded one of the
 * data folder, which is started for the time of the work where it does not run.
 */
export async function withServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { DATABASE_URL, HOSTRUN_DATA_DIR } = env();
  if (DATABASE_URL !== undefined) return work(DATABASE_URL);
  const directory = path.join(HOSTRUN_DATA_DIR, "postgres");
  const running = await findRunningPostgres(directory);
  if (running !== null) return work(running.url);
  const started = await startEmbeddedPostgres({ directory });
  try {
    return await work(started.url);
  } finally {
    await started.stop();
  }
}
