import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { openDatabase } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeDeadNotice, makeTask, makeWorker } from "../testing/factories.ts";
import { createDatabaseForTest } from "../testing/postgres.ts";
import { lookAtWalls } from "./walls.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world, { via: "token", scope: "read" });
});
afterAll(() => world?.close());

function change(statement: ReturnType<typeof sql>) {
  return inTenant(asSystem(world.database), (tx) => tx.execute(statement));
}

test("the platform tells its version, its living workers, and that its walls are up", async () => {
  const [alive, stopped, dead, silent] = [
    await makeWorker(world),
    await makeWorker(world),
    await makeWorker(world),
    await makeWorker(world),
  ];
  await change(sql`update worker set stopped_at = now() where id = ${stopped}`);
  await change(sql`update worker set dead_at = now() where id = ${dead}`);
  await change(sql`update worker set heartbeat_at = now() - interval '16 seconds' where id = ${silent}`);
  await change(sql`update worker set draining = true where id = ${alive}`);
  expect(await person.api.system.info()).toEqual({
    version: manifest.version,
    workers: [
      { id: alive, host: "test", pid: 1, version: "test", heartbeatAt: expect.any(String), draining: true },
    ],
    walls: { up: true, roleIsBound: true, openTables: [] },
    messageCentre: null,
  });
});

test("how the message centre answered last is told to those whose notice it was", async () => {
  const { tenantId } = person;
  const writer = await makeTestContext(world, { tenantId });
  const taskId = await makeTask(writer);
  const { deliveryId } = await makeDeadNotice(world, { tenantId, taskId, name: "Orders backup" });
  await change(sql`insert into notice_attempt (tenant_id, delivery_id, number, outcome, reason, ended_at)
    values (${tenantId}, ${deliveryId}, 1, 'refused', 'status', now())`);
  expect((await person.api.system.info()).messageCentre).toMatchObject({
    last: { outcome: "refused", reason: "status", message: expect.stringMatching(/\w/) },
    waiting: 0,
    dead: 1,
  });
  expect((await (await makeTestContext(world)).api.system.info()).messageCentre).toBeNull();
});

test.each([
  ["not enabled", "alter table e_script disable row level security"],
  ["not forced on its owner", "alter table e_script no force row level security"],
  ["without a policy", "drop policy inside_tenant on e_script"],
])("a table whose row-level security is %s is named as open", async (_what, statement) => {
  const { url, database } = await createDatabaseForTest();
  await asOwner(url, statement);
  expect(await lookAtWalls(database)).toEqual({ up: false, roleIsBound: true, openTables: ["e_script"] });
});

test("a tenant's table that a later migration makes without its wall is named as open", async () => {
  const { url, database } = await createDatabaseForTest();
  await asOwner(url, "create table later (id bigint, tenant_id bigint)");
  expect((await lookAtWalls(database)).openTables).toEqual(["later"]);
});

test("a role that passes through row-level security is told", async () => {
  const { pathname } = new URL((await createDatabaseForTest()).url);
  const url = Object.assign(new URL(inject("superuserUrl")), { pathname }).href;
  const above = openDatabase({ url, role: null }, { max: 1, name: "test" });
  try {
    expect(await lookAtWalls(above)).toEqual({ up: false, roleIsBound: false, openTables: [] });
  } finally {
    await above.close();
  }
});

async function asOwner(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
