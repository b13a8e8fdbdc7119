import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/postgres.ts";
import { startTcpProxy, type TcpProxy } from "../testing/tcp-proxy.ts";
import { type Database, openDatabase } from "./client.ts";
import { asSystem, inTenant } from "./in-tenant.ts";
import { databaseSettings } from "./role.ts";
import { isTransient } from "./transient.ts";

let server: TestDatabase;
let cable: TcpProxy;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  cable = await startTcpProxy({ port: Number(new URL(server.url).port) });
  const url = Object.assign(new URL(server.url), { port: String(cable.port) }).href;
  database = openDatabase(await databaseSettings(url), { max: 1, name: "hostrun test", queryTimeoutMs: 400 });
});
afterAll(async () => {
  await database.close();
  await cable.close();
  await server.drop();
});

async function one(): Promise<number> {
  const found = await inTenant(asSystem(database), (tx) => tx.execute<{ one: number }>(sql`select 1 as one`));
  return found.rows[0]?.one ?? 0;
}

/** What a piece of work failed with. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => new Error("it succeeded"),
    (error: unknown) => error,
  );
}

test("a connection that breaks at the beginning of a transaction is not kept out of the pool for ever", async () => {
  expect(await one()).toBe(1);
  for (let time = 0; time < 3; time++) {
    cable.hold();
    const failure = failureOf(one());
    cable.cut();
    expect(isTransient(await failure)).toBe(true);
    cable.mend();
    expect(await one()).toBe(1);
  }
});

test("a server that goes mute is given up in time, and the next try gets a connection that works", async () => {
  expect(await one()).toBe(1);
  for (let time = 0; time < 3; time++) {
    cable.hold();
    const began = performance.now();
    expect(isTransient(await failureOf(one()))).toBe(true);
    expect(performance.now() - began).toBeLessThan(10_000);
    cable.mend();
    expect(await one()).toBe(1);
  }
});

test("a server that goes mute within a transaction is given up in time too", async () => {
  const began = performance.now();
  const failure = failureOf(
    inTenant(asSystem(database), async (tx) => {
      cable.hold();
      await tx.execute(sql`select 2`);
    }),
  );
  expect(isTransient(await failure)).toBe(true);
  expect(performance.now() - began).toBeLessThan(10_000);
  cable.mend();
  expect(await one()).toBe(1);
});

test("a transaction whose connection the server ends says why, not that it could not be rolled back", async () => {
  const failure = failureOf(
    inTenant(asSystem(database), (tx) => tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`)),
  );
  expect(await failure).toMatchObject({ cause: { code: "57P01" } });
  expect(await one()).toBe(1);
});
