import { expect, test } from "vitest";
import { env } from "../env.ts";
import { openBoss } from "../queue/boss.ts";
import { createDatabaseForTest } from "../testing/postgres.ts";
import { examineMigrations, examineQueue, examineServer } from "./database.ts";
import { examineDatabase } from "./examine.ts";

test("a database that is not reached is named without its password, with what to do", async () => {
  const { url } = await createDatabaseForTest();
  const broken: [Partial<URL>, detail: RegExp, cure: RegExp][] = [
    [{ port: "1" }, /^127\.0\.0\.1:1\/\S+ can't be reached: .*ECONNREFUSED/, /^Start PostgreSQL there/],
    [{ password: "wrong" }, /password authentication failed/, /^Correct the user or the password/],
    [{ pathname: "/none" }, /database "none" does not exist/, /^Make the database/],
  ];
  for (const [change, detail, cure] of broken) {
    const other = Object.assign(new URL(url), change);
    const findings = await examineDatabase(other.href, env());
    expect(findings).toEqual([
      {
        part: "database",
        state: "wrong",
        detail: expect.stringMatching(detail),
        cure: expect.stringMatching(cure),
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain(`:${other.password}@`);
  }
});

test("a PostgreSQL that is too old is named", async () => {
  const { database } = await createDatabaseForTest();
  expect(await examineServer(database)).toMatchObject({ state: "ok" });
  expect(await examineServer(database, 99)).toMatchObject({
    state: "wrong",
    detail: expect.stringMatching(/^PostgreSQL \d+/),
    cure: "Move to PostgreSQL 99 or newer.",
  });
});

test("a migration that was not applied is named, and what needs it is not looked at", async () => {
  const { url, database } = await createDatabaseForTest();
  expect(await examineMigrations(database)).toMatchObject({ state: "ok" });
  const last = "select max(created_at) from drizzle.__drizzle_migrations";
  await database.pool.query(`delete from drizzle.__drizzle_migrations where created_at = (${last})`);
  expect(await examineMigrations(database)).toMatchObject({
    state: "wrong",
    detail: expect.stringMatching(/^not applied: \d{4}_\w+$/),
    cure: "Run: npx hostrun migrate",
  });
  await database.pool.query("drop schema drizzle cascade");
  const findings = await examineDatabase(url, env());
  expect(findings.map(({ part, state }) => [part, state])).toEqual([
    ["database", "ok"],
    ["role", "ok"],
    ["migrations", "wrong"],
    ["the rest", "skipped"],
  ]);
});

test("a database that a newer program has migrated is told", async () => {
  const { database } = await createDatabaseForTest();
  await database.pool.query(
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)",
  );
  expect(await examineMigrations(database)).toMatchObject({
    state: "wrong",
    detail: "the database is newer than this program",
  });
});

test("a queue that is missing is named, and so is a schema of another version", async () => {
  const { database } = await createDatabaseForTest();
  expect(await examineQueue(database)).toMatchObject({ state: "ok" });
  const boss = openBoss(database.settings, "sender");
  await boss.start();
  await boss.deleteQueue("makeKey");
  await boss.stop({ graceful: false });
  const cure = "Run: npx hostrun migrate";
  expect(await examineQueue(database)).toMatchObject({
    state: "wrong",
    detail: "missing queues: makeKey",
    cure,
  });
  await database.pool.query("update pgboss.version set version = version - 1");
  expect(await examineQueue(database)).toMatchObject({
    state: "wrong",
    detail: expect.stringContaining("requires migrations"),
    cure,
  });
});
