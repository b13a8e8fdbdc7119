import { withDatabase } from "./with-database.ts";

/** Brings the database up to date. */
export async function migrate(): Promise<void> {
  await withDatabase(async () => {});
  process.stdout.write("The database is up to date.\n");
}
