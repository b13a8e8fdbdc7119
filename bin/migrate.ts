import { readOptions } from "./options.ts";
import { withDatabase } from "./with-database.ts";

/** Brings the database up to date. */
export async function migrate(words: string[]): Promise<void> {
  readOptions({ args: words, options: {} });
  await withDatabase(async () => {});
  process.stdout.write("The database is up to date.\n");
}
