import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { target } from "../db/tables/target.ts";
import { makeTestContext, openTestWorld, type TestWorld } from "../testing/context.ts";
import { auditOf, makeTarget } from "../testing/factories.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world?.close());

function nextCheckOf(id: number): Promise<string | null> {
  return inTenant(asSystem(world.database), async (tx) => {
    const rows = await tx.select({ at: target.nextCheckAt }).from(target).where(eq(target.id, id));
    return rows[0]?.at ?? null;
  });
}

function plan(id: number, at: string): Promise<unknown> {
  return inTenant(asSystem(world.database), (tx) =>
    tx.update(target).set({ nextCheckAt: at, lastCheckedAt: at }).where(eq(target.id, id)),
  );
}

test("hosts are looked at every quarter of an hour until a tenant says otherwise, and its admin may", async () => {
  const person = await makeTestContext(world);
  expect(await person.api.connectionCheck.current({})).toEqual({
    intervalMinutes: 15,
    hosts: 0,
    oldestCheckAt: null,
  });
  await person.api.connectionCheck.set({ intervalMinutes: null });
  expect(await person.api.connectionCheck.current({})).toMatchObject({ intervalMinutes: null });
  const [row] = await auditOf(world, "tenant", person.tenantId);
  expect(row).toMatchObject({
    action: "connectionCheck.set",
    before: { intervalMinutes: 15 },
    after: { intervalMinutes: null },
  });
});

test("a shorter interval holds at once for hosts that are known, and asks for nothing of those that are not", async () => {
  const person = await makeTestContext(world);
  const [known, unknown] = [await makeTarget(person), await makeTarget(person)];
  const far = new Date(Date.now() + 24 * 3_600_000).toISOString();
  await plan(known, far);
  await person.api.connectionCheck.set({ intervalMinutes: 5 });
  const next = Date.parse((await nextCheckOf(known)) ?? "");
  expect(next).toBeLessThan(Date.now() + 5 * 60_000 + 1_000);
  expect(await nextCheckOf(unknown)).toBeNull();
  expect(await person.api.connectionCheck.current({})).toEqual({
    intervalMinutes: 5,
    hosts: 1,
    oldestCheckAt: far,
  });
});

test.each([0, -1, 1_441, 1.5])("an interval of %d minutes is refused", async (intervalMinutes) => {
  const person = await makeTestContext(world);
  await expect(person.api.connectionCheck.set({ intervalMinutes })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
});

test("a token needs the scope of an admin to change it", async () => {
  const writer = await makeTestContext(world, { via: "token", scope: "write" });
  await expect(writer.api.connectionCheck.set({ intervalMinutes: 5 })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
