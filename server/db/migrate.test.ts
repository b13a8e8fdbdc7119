import { spawn } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import journal from "../../drizzle/meta/_journal.json" with { type: "json" };
import { jobNames } from "../queue/jobs.ts";
import { lookAtWalls } from "../system/walls.ts";
import { fillTables } from "../testing/fill.ts";
import { createDatabaseForTest, type TestDatabase } from "../testing/postgres.ts";
import { migrateDatabase } from "./migrate.ts";

const folder = path.join(import.meta.dirname, "../../drizzle");
const applied = "select hash, created_at from drizzle.__drizzle_migrations order by created_at";

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  onTestFinished(() => client.end());
  await client.connect();
  return client;
}

function emptyDatabase(): Promise<TestDatabase> {
  return createDatabaseForTest({ empty: true });
}

/** Every table, index, function, policy, trigger, constraint and column, each with the transaction that wrote it. */
async function schemaOf(client: pg.Client): Promise<unknown[]> {
  const spaces = "('public'::regnamespace, 'drizzle'::regnamespace, 'pgboss'::regnamespace)";
  const { rows } = await client.query(`
    select 'relation' as kind, relname::text as name, xmin::text from pg_class where relnamespace in ${spaces}
    union all select 'function', proname, xmin::text from pg_proc where pronamespace in ${spaces}
    union all select 'constraint', conname, xmin::text from pg_constraint where connamespace in ${spaces}
    union all select 'policy', polname, xmin::text from pg_policy
    union all select 'trigger', tgname, xmin::text from pg_trigger
    union all select 'column', attrelid::text || attname, a.xmin::text from pg_attribute a
      join pg_class c on c.oid = a.attrelid where relnamespace in ${spaces}
    order by 1, 2, 3`);
  return rows;
}

test("an empty database gets every table, every wall and every queue", async () => {
  const { url, database } = await emptyDatabase();
  await migrateDatabase(url);
  const client = await connect(url);
  expect((await client.query(applied)).rows.map((row) => Number(row.created_at))).toEqual(
    journal.entries.map((entry) => entry.when),
  );
  expect(await lookAtWalls(database)).toEqual({ up: true, roleIsBound: true, openTables: [] });
  const queues = await client.query("select name from pgboss.queue");
  expect(queues.rows.map((row) => row.name)).toEqual(expect.arrayContaining(jobNames));
});

test("rows of the previous migration are still there after the last, behind its walls", async () => {
  const { url, database } = await emptyDatabase();
  const client = await connect(url);
  await migrate(drizzle(client), { migrationsFolder: await migrationsBefore(journal.entries.length - 1) });
  expect((await client.query(applied)).rows).toHaveLength(journal.entries.length - 1);
  const tables = await fillTables(client, ["one", "two"]);
  expect(tables.length).toBeGreaterThanOrEqual(20);
  const counts = () => countRows(client, tables);
  const before = await counts();
  expect(Object.values(before)).not.toContain(0);
  await migrateDatabase(url);
  expect((await client.query(applied)).rows).toHaveLength(journal.entries.length);
  expect(await counts()).toEqual(before);
  expect(await lookAtWalls(database)).toMatchObject({ up: true });
  expect((await database.pool.query("select from e_script_target_log")).rowCount).toBe(0);
  await client.query("select set_config('hostrun.scope', 'all', false)");
  await expect(client.query("delete from audit_log")).rejects.toMatchObject({ code: "HR001" });
});

test("of two processes that migrate at once both succeed, and each migration is applied once", async () => {
  const { url } = await emptyDatabase();
  expect(await Promise.all([migrateInChild(url), migrateInChild(url)])).toEqual([0, 0]);
  const client = await connect(url);
  expect((await client.query(applied)).rows).toHaveLength(journal.entries.length);
}, 60_000);

test("a second run changes nothing", async () => {
  const { url } = await createDatabaseForTest();
  const client = await connect(url);
  const before = [await schemaOf(client), (await client.query(applied)).rows];
  expect(before[0]?.length).toBeGreaterThan(200);
  await migrateDatabase(url);
  expect([await schemaOf(client), (await client.query(applied)).rows]).toEqual(before);
});

test("with a superuser's URL the tables belong to a role that is bound by row-level security", async () => {
  const { url } = await emptyDatabase();
  const superuserUrl = Object.assign(new URL(inject("superuserUrl")), {
    pathname: new URL(url).pathname,
  }).href;
  const client = await connect(superuserUrl);
  await client.query("drop schema public; create schema public");
  await migrateDatabase(superuserUrl);
  const owners = await client.query(`
    select distinct rolname, rolsuper or rolbypassrls as above from pg_class c join pg_roles r on r.oid = c.relowner
    where c.relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace, 'drizzle'::regnamespace)`);
  expect(owners.rows).toEqual([{ rolname: "hostrun_app", above: false }]);
});

/** A copy of the first migrations alone, as an older program had them. */
async function migrationsBefore(count: number): Promise<string> {
  const older = await mkdtemp(path.join(tmpdir(), "hostrun-migrations-"));
  onTestFinished(() => rm(older, { recursive: true, force: true }));
  await cp(folder, older, { recursive: true });
  const text = JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) });
  await writeFile(path.join(older, "meta/_journal.json"), text);
  return older;
}

async function countRows(client: pg.Client, tables: string[]): Promise<Record<string, number>> {
  await client.query("select set_config('hostrun.scope', 'all', false)");
  const counts: Record<string, number> = {};
  for (const name of tables) {
    counts[name] = Number((await client.query(`select count(*) as n from "${name}"`)).rows[0]?.n);
  }
  await client.query("select set_config('hostrun.scope', '', false)");
  return counts;
}

function migrateInChild(url: string): Promise<number | null> {
  const program = `
    const { migrateDatabase } = await import(${JSON.stringify(import.meta.resolve("./migrate.ts"))});
    await migrateDatabase(${JSON.stringify(url)});`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return new Promise((resolve) => child.once("close", resolve));
}
