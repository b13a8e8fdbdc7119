import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { openSession } from "../session/sign-in.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { aName, makeRun, makeScript } from "../testing/factories.ts";

let world: TestWorld;
let admin: TestContext;
let system: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  admin = await makeTestContext(world);
  system = await makeTestContext(world, { role: "system_admin", tenantId: admin.tenantId });
});
afterAll(() => world?.close());

test("what was done is listed newest first, with what it was before and after", async () => {
  const id = await makeScript(admin);
  const { name } = await admin.api.script.get({ id });
  await admin.api.script.update({ id, name: `${name} new` });
  const { items, total } = await admin.api.audit.list({ objectType: "script", objectId: id });
  expect(total).toBe(2);
  expect(items).toMatchObject([
    {
      action: "script.update",
      objectName: `${name} new`,
      before: { name },
      after: { name: `${name} new` },
      userId: admin.userId,
      via: "session",
      crossing: null,
      address: "192.0.2.9",
    },
    { action: "script.create", tenantId: admin.tenantId, at: expect.stringMatching(/Z$/) },
  ]);
});

test("it is filtered by action, person and time, and searched by name of person and object", async () => {
  const person = await makeTestContext(world);
  const colleague = await makeTestContext(world, { tenantId: person.tenantId });
  const name = aName("备份");
  await person.api.script.create({ name, language: "shell", content: "true" });
  const { items } = await person.api.audit.list({});
  const moment = items[0]?.at ?? "";
  await makeScript(colleague);
  const total = async (filter: object) => (await person.api.audit.list(filter)).total;
  expect(await total({ action: "script.create" })).toBe(2);
  expect(await total({ action: "script" })).toBe(0);
  expect(await total({ userId: colleague.userId })).toBe(1);
  expect(await total({ to: moment })).toBe(0);
  expect(await total({ from: moment })).toBe(2);
  expect(await total({ search: name.toUpperCase() })).toBe(1);
  expect(await total({ search: "person" })).toBe(2);
});

test("a system admin's change and reading of output in another tenant stand in that tenant's audit", async () => {
  const tenant = await makeTestContext(world);
  const run = await makeRun(tenant);
  const outsider = await makeTestContext(world, { role: "system_admin" });
  await outsider.api.targetLog.output({ id: run.targetLogIds[0] ?? 0 });
  await outsider.api.taskLog.cancel({ id: run.taskLogId });
  const { items } = await tenant.api.audit.list({ pageSize: 2 });
  expect(items.map((item) => item.crossing)).toEqual(["mutation", "reading"]);
  expect(items.map((item) => item.userId)).toEqual([outsider.userId, outsider.userId]);
});

test("to a tenant admin nothing is listed of system admins' accounts, sessions and tokens", async () => {
  const request = { id: "test", address: "192.0.2.1", agent: null };
  const { tenantId } = admin;
  const made = await system.api.user.create({
    email: `${aName("hidden").replace(" ", "")}@x.test`,
    role: "system_admin",
  });
  const token = await system.api.apiToken.create({ name: aName(), scope: "read" });
  await inTenant(asSystem(world.database), (tx) =>
    openSession(tx, { userId: system.userId, tenantId, name: "hidden", role: "system_admin" }, request),
  );
  const seen = await system.api.audit.list({ tenantId, userId: system.userId });
  expect(seen.items.map((item) => item.action).sort()).toEqual([
    "apiToken.create",
    "session.create",
    "user.create",
  ]);
  const shown = await admin.api.audit.list({ pageSize: 100 });
  const kinds = shown.items.map((item) => `${item.objectType} ${item.objectId}`);
  expect(kinds).not.toContain(`user ${made.id}`);
  expect(kinds).not.toContain(`apiToken ${token.id}`);
  expect(shown.items.map((item) => item.action)).not.toContain("session.create");
  expect(shown.total).toBe(shown.items.length);
  await expect(admin.api.audit.list({ userId: system.userId })).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
});

test("the audit of another tenant is not there, whoever is named", async () => {
  const stranger = await makeTestContext(world);
  const id = await makeScript(stranger);
  expect((await admin.api.audit.list({ objectType: "script", objectId: id })).total).toBe(0);
  for (const filter of [{ tenantId: stranger.tenantId }, { userId: stranger.userId }]) {
    await expect(admin.api.audit.list(filter)).rejects.toMatchObject({ message: "NOT_FOUND" });
  }
});

test("the audit needs a token of scope admin", async () => {
  const writer = await makeTestContext(world, { scope: "write", via: "token" });
  await expect(writer.api.audit.list({})).rejects.toMatchObject({ message: "TOKEN_SCOPE" });
});
