import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { aName, auditOf } from "../testing/factories.ts";

let world: TestWorld;
let system: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  system = await makeTestContext(world, { role: "system_admin" });
});
afterAll(() => world?.close());

const values = (given: object = {}) => ({ name: aName("tenant"), ...given });

/** Tenants whose key a worker was asked to make. */
async function askedKeys(): Promise<number[]> {
  const jobs = await world.database.pool.query<{ id: number }>(
    "select (data ->> 'tenantId')::int as id from pgboss.job where name = 'makeKey'",
  );
  return jobs.rows.map((row) => row.id);
}

test("a tenant comes with a key that a worker is asked for, in the machine's time zone", async () => {
  const { id } = await system.api.tenant.create(values());
  expect(await askedKeys()).toContain(id);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  expect(await system.api.tenant.get({ id })).toMatchObject({ timeZone, disabled: false });
});

test("a tenant whose name is taken is not made, and no key is asked for", async () => {
  const name = aName("tenant");
  await system.api.tenant.create(values({ name }));
  const before = (await askedKeys()).length;
  await expect(system.api.tenant.create(values({ name }))).rejects.toMatchObject({
    cause: { reason: "NAME_TAKEN", field: ["name"], values: { name } },
  });
  expect((await askedKeys()).length).toBe(before);
});

test.each(["CST", "EST", "+08:00", "UTC+8", "Asia/Nowhere", "", "中国"])(
  "%j is no time zone",
  async (timeZone) => {
    await expect(system.api.tenant.create(values({ timeZone }))).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  },
);

test.each(["Asia/Shanghai", "UTC", "America/Argentina/Buenos_Aires"])(
  "%s is a time zone",
  async (timeZone) => {
    const { id } = await system.api.tenant.create(values({ timeZone }));
    expect(await system.api.tenant.get({ id })).toMatchObject({ timeZone });
  },
);

test("a tenant admin may do nothing here, to their own tenant neither", async () => {
  const { api, tenantId: id } = await makeTestContext(world);
  const refused = { code: "FORBIDDEN", message: "NO_PERMISSION" };
  await expect(api.tenant.list({})).rejects.toMatchObject(refused);
  await expect(api.tenant.get({ id })).rejects.toMatchObject(refused);
  await expect(api.tenant.create(values())).rejects.toMatchObject(refused);
  await expect(api.tenant.update({ id, name: aName() })).rejects.toMatchObject(refused);
});

test("one's own tenant stays enabled; another one is disabled, and the audit has it as a crossing", async () => {
  await expect(system.api.tenant.update({ id: system.tenantId, disabled: true })).rejects.toMatchObject({
    code: "CONFLICT",
    message: "OWN_TENANT",
  });
  const { id } = await system.api.tenant.create(values());
  await system.api.tenant.update({ id, disabled: true, timeZone: "Asia/Shanghai" });
  expect(await system.api.tenant.get({ id })).toMatchObject({ disabled: true, timeZone: "Asia/Shanghai" });
  const rows = await auditOf(world, "tenant", id);
  expect(rows.map(({ action, crossing }) => [action, crossing])).toEqual([
    ["tenant.create", "mutation"],
    ["tenant.update", "mutation"],
  ]);
  expect(rows[1]?.after).toEqual({ disabled: true, timeZone: "Asia/Shanghai" });
  await expect(system.api.tenant.update({ id: 999_999, name: aName() })).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
});

test("the tenant of the last system admin who may come in stays enabled", async () => {
  const { id } = await system.api.tenant.create(values());
  const other = await makeTestContext(world, { role: "system_admin", tenantId: id });
  await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`update user_account set disabled = true where id = ${other.userId}`),
  );
  await expect(other.api.tenant.update({ id: system.tenantId, disabled: true })).rejects.toMatchObject({
    code: "CONFLICT",
    message: "LAST_SYSTEM_ADMIN",
  });
});

test("a list searches any part of the name, filters, and pages", async () => {
  const part = aName("北京");
  for (const end of ["a", "b", "c"]) {
    await system.api.tenant.create({ name: `x${part}${end}`, disabled: end === "c" });
  }
  const { items, total } = await system.api.tenant.list({ search: part, pageSize: 2 });
  expect([items.map((item) => item.name.at(-1)), total]).toEqual([["a", "b"], 3]);
  expect((await system.api.tenant.list({ search: part, disabled: true })).items).toMatchObject([
    { name: `x${part}c` },
  ]);
  expect((await system.api.tenant.list({})).total).toBeGreaterThan(3);
});
