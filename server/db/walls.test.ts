import { sql } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { lookAtWalls } from "../system/walls.ts";
import { fillTables } from "../testing/fill.ts";
import { createTestDatabase } from "../testing/postgres.ts";
import { asSystem, inTenant } from "./in-tenant.ts";
import { target } from "./tables/target.ts";
import { tenant } from "./tables/tenant.ts";

/** Made before the tests are named, so that each table of the catalogue gets its own. */
const db = await createTestDatabase();
const tables = await fill();
const tenantIds = (await asEverybody("select id from tenant order by id")).map((row) => Number(row.id));
afterAll(() => db.drop());

/** Tables that belong to no tenant; every other one must be walled. */
const shared = ["rate_limit", "sealing_key", "worker"];
const walled = tables.filter((name) => !shared.includes(name));

async function fill(): Promise<string[]> {
  const client = await db.database.pool.connect();
  try {
    return await fillTables(client, ["one", "two"]);
  } finally {
    client.release(true);
  }
}

async function asEverybody(text: string): Promise<Record<string, unknown>[]> {
  return (await inTenant(asSystem(db.database), (tx) => tx.execute(sql.raw(text)))).rows;
}

const row = (tenantId: number, name: string) => ({
  tenantId,
  name,
  username: "root",
  address: "192.0.2.1",
  createdBy: "test",
});

test("every table has row-level security, enabled and forced, with one policy, but for those without a tenant", async () => {
  const walls = await db.database.pool.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_policy p on p.polrelid = c.oid
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relrowsecurity and c.relforcerowsecurity
    order by c.relname`);
  expect(walls.rows.map((row) => row.name)).toEqual(walled);
  expect(walled.length).toBeGreaterThanOrEqual(17);
  expect(await lookAtWalls(db.database)).toEqual({ up: true, roleIsBound: true, openTables: [] });
});

test("the role that processes work as is bound by the walls", async () => {
  const role = await db.database.pool.query(
    "select rolsuper, rolbypassrls from pg_roles where rolname = current_user",
  );
  expect(role.rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
});

test.each(walled)(
  "%s: without a context there are no rows, and a tenant sees its own alone",
  async (name) => {
    const [first = 0] = tenantIds;
    const key = name === "tenant" ? "id" : "tenant_id";
    const all = await asEverybody(`select ${key} as owner from "${name}" order by 1`);
    expect(all.map((row) => Number(row.owner))).toEqual(tenantIds);
    expect((await db.database.pool.query(`select from "${name}"`)).rowCount).toBe(0);
    const own = await inTenant({ database: db.database, scope: { tenantId: first } }, (tx) =>
      tx.execute(sql.raw(`select ${key} as owner from "${name}"`)),
    );
    expect(own.rows.map((row) => Number(row.owner))).toEqual([first]);
  },
);

test.each(walled)(
  "%s: without a context nothing is changed, and a tenant changes nothing of another",
  async (name) => {
    const [first = 0, second = 0] = tenantIds;
    const key = name === "tenant" ? "id" : "tenant_id";
    const update = `update "${name}" set ${key === "id" ? "name = name" : "tenant_id = tenant_id"}`;
    expect((await db.database.pool.query(update)).rowCount).toBe(0);
    expect((await db.database.pool.query(`delete from "${name}"`)).rowCount).toBe(0);
    await inTenant({ database: db.database, scope: { tenantId: first } }, async (tx) => {
      expect((await tx.execute(sql.raw(`${update} where ${key} = ${second}`))).rowCount).toBe(0);
      expect((await tx.execute(sql.raw(`delete from "${name}" where ${key} = ${second}`))).rowCount).toBe(0);
    });
    if (key === "id") return;
    await expect(
      inTenant(asSystem(db.database), async (tx) => {
        await tx.execute(
          sql.raw(
            `create temp table taken on commit drop as select * from "${name}" where ${key} = ${second}`,
          ),
        );
        await tx.execute(
          sql`select set_config('hostrun.scope', 'tenant', true), set_config('hostrun.tenant', ${String(first)}, true)`,
        );
        await tx.execute(sql.raw(`insert into "${name}" overriding system value select * from taken`));
      }),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining("row-level security") } });
  },
);

test("without a context no row can be made", async () => {
  await expect(
    db.database.pool.query("insert into tenant (name, time_zone) values ('x', 'UTC')"),
  ).rejects.toThrow(/row-level security/);
});

test("a row cannot point into another tenant, even for the program itself", async () => {
  const [first = 0, second = 0] = tenantIds;
  const proxyId = await inTenant(asSystem(db.database), async (tx) => {
    const made = await tx.execute<{ id: number }>(sql`
      insert into e_script_target_proxy (tenant_id, name, username, address, created_by)
      values (${first}, 'proxy', 'root', '192.0.2.1', 'test') returning id`);
    return made.rows[0]?.id;
  });
  await expect(
    inTenant(asSystem(db.database), (tx) => tx.insert(target).values({ ...row(second, "astray"), proxyId })),
  ).rejects.toMatchObject({ cause: { constraint: "e_script_target_of_proxy" } });
});

test("a context ends with its transaction: the next borrower of the connection sees nothing", async () => {
  const single = await createTestDatabase({ max: 1 });
  try {
    await inTenant(asSystem(single.database), (tx) =>
      tx.insert(tenant).values({ name: "x", timeZone: "UTC" }),
    );
    expect((await single.database.pool.query("select 1 from tenant")).rowCount).toBe(0);
  } finally {
    await single.drop();
  }
});
