import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import {
  contextOf,
  makeTestContext,
  openTestWorld,
  type TestContext,
  type TestWorld,
} from "../testing/context.ts";
import { auditOf } from "../testing/factories.ts";
import { endSession } from "./end.ts";
import { identify } from "./identify.ts";
import { openSession } from "./sign-in.ts";

let world: TestWorld;
let admin: TestContext;
let system: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  admin = await makeTestContext(world);
  system = await makeTestContext(world, { role: "system_admin", tenantId: admin.tenantId });
});
afterAll(() => world?.close());

interface Browser extends TestContext {
  sessionId: string;
  id: number;
}

/** A browser in which a person signed in. */
async function browserOf({ tenantId, userId, ctx }: TestContext, agent = "test"): Promise<Browser> {
  if (ctx.actor.kind !== "user") return expect.fail();
  const { name, role } = ctx.actor;
  const from = { id: "test", address: "192.0.2.7", agent };
  const sessionId = await inTenant(asSystem(world.database), (tx) =>
    openSession(tx, { userId, tenantId, name, role }, from),
  );
  const actor = (await identify(world.database, { sessionId })) ?? expect.fail();
  return { ...contextOf(world, actor), sessionId, id: actor.viaId ?? 0 };
}

const isOver = async ({ sessionId }: Browser) => (await identify(world.database, { sessionId })) === null;

test("the caller is told who they are, by what they came, and what they may", async () => {
  const browser = await browserOf(admin);
  const current = await browser.api.session.current();
  expect(current).toEqual({
    userId: admin.userId,
    name: expect.stringMatching(/^person /),
    email: expect.stringContaining("@"),
    role: "tenant_admin",
    tenantId: admin.tenantId,
    tenantName: expect.stringMatching(/^tenant /),
    chosenTenant: null,
    timeZone: "UTC",
    via: "session",
    viaId: browser.id,
    scope: "admin",
  });
  const reader = await makeTestContext(world, { via: "token", scope: "read" });
  expect(await reader.api.session.current()).toMatchObject({ via: "token", scope: "read" });
});

test("a list holds open sessions alone, and marks the one that asks", async () => {
  const person = await makeTestContext(world);
  const [here, there, old] = [
    await browserOf(person, "Firefox"),
    await browserOf(person, "curl"),
    await browserOf(person, "gone"),
  ];
  await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`update user_session set last_seen_at = now() - interval '13 hours' where id = ${old.id}`),
  );
  const { items, total } = await here.api.session.list({ sort: "createdAt" });
  expect(items.map(({ id, agent, current }) => [id, agent, current])).toEqual([
    [there.id, "curl", false],
    [here.id, "Firefox", true],
  ]);
  expect(total).toBe(2);
  expect((await person.api.session.list({})).items.some((item) => item.current)).toBe(false);
});

test("sessions are ended by their owner and by admins, and the audit has it", async () => {
  const colleague = await makeTestContext(world, { tenantId: admin.tenantId });
  const [one, other] = [await browserOf(colleague), await browserOf(colleague)];
  await one.api.session.end({ id: other.id });
  expect([await isOver(one), await isOver(other)]).toEqual([false, true]);
  await admin.api.session.end({ id: one.id });
  expect(await isOver(one)).toBe(true);
  await expect(admin.api.session.end({ id: one.id })).rejects.toMatchObject({ message: "NOT_FOUND" });
  expect((await auditOf(world, "session", one.id)).map(({ action, userId }) => [action, userId])).toEqual([
    ["session.create", colleague.userId],
    ["session.end", admin.userId],
  ]);
});

test("to a tenant admin there are no sessions of system admins", async () => {
  const hidden = await browserOf(system);
  const { items } = await admin.api.session.list({ pageSize: 100 });
  expect(items.map((item) => item.id)).not.toContain(hidden.id);
  await expect(admin.api.session.end({ id: hidden.id })).rejects.toMatchObject({ message: "NOT_FOUND" });
  await expect(admin.api.session.list({ userId: system.userId })).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
  expect(await isOver(hidden)).toBe(false);
});

test("a system admin finds anybody's sessions by name or address, and ends them", async () => {
  const person = await makeTestContext(world);
  const browser = await browserOf(person);
  const { email } = await system.api.user.get({ id: person.userId });
  const { items } = await system.api.session.list({ search: email.toUpperCase() });
  expect(items).toMatchObject([{ id: browser.id, tenantId: person.tenantId, address: "192.0.2.7" }]);
  await system.api.session.end({ id: browser.id });
  expect(await isOver(browser)).toBe(true);
});

test("signing out ends the session, and the audit has it", async () => {
  const browser = await browserOf(admin);
  await endSession(world.database, browser.sessionId);
  expect(await isOver(browser)).toBe(true);
  await endSession(world.database, browser.sessionId);
  await endSession(world.database, undefined);
  expect((await auditOf(world, "session", browser.id)).map((row) => row.action)).toEqual([
    "session.create",
    "session.end",
  ]);
});
