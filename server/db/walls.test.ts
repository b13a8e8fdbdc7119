import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/postgres.ts";
import { asSystem, inTenant } from "./in-tenant.ts";
import { target } from "./tables/target.ts";
import { tenant } from "./tables/tenant.ts";

let db: TestDatabase;
let tenantIds: number[];

beforeAll(async () => {
  db = await createTestDatabase();
  tenantIds = await inTenant(asSystem(db.database), async (tx) => {
    const rows = await tx
      .insert(tenant)
      .values(["one", "two"].map((name) => ({ name, timeZone: "UTC" })))
      .returning({ id: tenant.id });
    return rows.map((row) => row.id);
  });
});
afterAll(() => db.drop());

const row = (tenantId: number, name: string) => ({
  tenantId,
  name,
  username: "root",
  address: "192.0.2.1",
  createdBy: "test",
});

test("every table with a tenant has row-level security, enabled and forced, and a policy", async () => {
  const walls = await db.database.pool.query<{
    name: string;
    enabled: boolean;
    forced: boolean;
    policies: number;
  }>(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and (c.relname = 'tenant' or exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))`);
  expect(walls.rows.length).toBeGreaterThanOrEqual(17);
  for (const wall of walls.rows) {
    expect(wall).toEqual({ name: wall.name, enabled: true, forced: true, policies: 1 });
  }
});

test("the role that processes work as is bound by the walls", async () => {
  const role = await db.database.pool.query(
    "select rolsuper, rolbypassrls from pg_roles where rolname = current_user",
  );
  expect(role.rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
});

test("without a context there are no rows, and none can be made", async () => {
  const [first = 0] = tenantIds;
  await inTenant(asSystem(db.database), (tx) => tx.insert(target).values(row(first, "seen-by-system")));
  const tables = await db.database.pool.query<{ name: string }>(`
    select c.relname as name from pg_class c where c.relkind = 'r' and c.relrowsecurity`);
  for (const { name } of tables.rows) {
    expect((await db.database.pool.query(`select 1 from "${name}"`)).rowCount, name).toBe(0);
  }
  await expect(
    db.database.pool.query("insert into tenant (name, time_zone) values ('x', 'UTC')"),
  ).rejects.toThrow(/row-level security/);
});

test("a tenant sees its own rows alone, even where the query forgot its condition", async () => {
  const [first = 0, second = 0] = tenantIds;
  await inTenant({ database: db.database, scope: { tenantId: first } }, (tx) =>
    tx.insert(target).values(row(first, "mine")),
  );
  const seen = await inTenant({ database: db.database, scope: { tenantId: second } }, (tx) =>
    tx.execute(sql`select name from e_script_target`),
  );
  expect(seen.rows).toEqual([]);
  await expect(
    inTenant({ database: db.database, scope: { tenantId: second } }, (tx) =>
      tx.insert(target).values(row(first, "smuggled")),
    ),
  ).rejects.toMatchObject({ cause: { message: expect.stringContaining("row-level security") } });
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
