import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import { type Database, openDatabase } from "../db/client.ts";
import { databaseSettings } from "../db/role.ts";

/** A database of its own: migrated, empty, and worked on by a role that is bound by row-level security. */
export interface TestDatabase {
  url: string;
  database: Database;
  /** Closes and drops it. */
  drop(): Promise<void>;
}

/**
 * Copies the migrated template; call it in `beforeAll`, and `drop` in `afterAll`.
 *
 * @param options.empty nothing in it, not even a table of ours
 */
export async function createTestDatabase(
  options: { max?: number; empty?: boolean } = {},
): Promise<TestDatabase> {
  const templateUrl = new URL(inject("templateUrl"));
  const template = options.empty === true ? "template1" : templateUrl.pathname.slice(1);
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer((client) => client.query(`create database ${name} template ${template}`));
  const url = Object.assign(new URL(templateUrl), { pathname: `/${name}` }).href;
  const database = openDatabase(await databaseSettings(url), {
    max: options.max ?? 10,
    name: "hostrun test",
  });
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await administer((client) => dropDatabase(client, name));
    },
  };
}

/**
 * Drops a database whoever is still in it. `with (force)` is refused while one of the server's own vacuums is there,
 * which only a superuser may end; a plain drop tells such a one to go, and waits for it.
 */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
    [name],
  );
  await client.query(`drop database ${name}`);
}

/** A test database for one test alone. */
export async function createDatabaseForTest(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const made = await createTestDatabase(options);
  onTestFinished(made.drop);
  return made;
}

async function administer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const url = Object.assign(new URL(inject("templateUrl")), { pathname: "/postgres" }).href;
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(7403223)");
    await work(client);
  } finally {
    await client.end();
  }
}
