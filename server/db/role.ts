import pg from "pg";
import type { DatabaseSettings } from "./client.ts";

/** The role that processes take where the URL's own would pass through row-level security. */
const workingRole = "hostrun_app";

/**
 * The settings to work with: as the URL's role, or as `hostrun_app` where that role is a superuser or may
 * bypass row-level security.
 */
export async function databaseSettings(url: string): Promise<DatabaseSettings> {
  return withClient(url, async (client) => {
    if (!(await passesThroughWalls(client))) return { url, role: null };
    const found = await client.query("select 1 from pg_roles where rolname = $1", [workingRole]);
    return { url, role: found.rowCount === 1 ? workingRole : null };
  });
}

/** Makes `hostrun_app` and what it needs, where the URL's role is above the walls and may make roles. */
export async function ensureWorkingRole(url: string): Promise<void> {
  await withClient(url, async (client) => {
    if (!(await passesThroughWalls(client))) return;
    await client.query(`do $$ begin create role ${workingRole} nologin nosuperuser nobypassrls;
      exception when duplicate_object or unique_violation then null; end $$`);
    await client.query(`grant ${workingRole} to current_user`);
    await client.query(`grant create, usage on schema public to ${workingRole}`);
    await client.query(
      `do $$ begin execute format('grant create, connect on database %I to ${workingRole}', current_database()); end $$`,
    );
  });
}

async function passesThroughWalls(client: pg.Client): Promise<boolean> {
  const found = await client.query<{ above: boolean }>(
    "select rolsuper or rolbypassrls as above from pg_roles where rolname = current_user",
  );
  return found.rows[0]?.above === true;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "hostrun",
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
