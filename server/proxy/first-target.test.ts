import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { aName } from "../testing/factories.ts";

let world: TestWorld;
let admin: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  admin = await makeTestContext(world);
});
afterAll(() => world?.close());

const host = { username: "ops", address: "192.0.2.7" };

test("a proxy is made with the first target behind it, and both stand in the audit", async () => {
  const { id, targetId = 0 } = await admin.api.proxy.create({
    ...host,
    name: aName("way"),
    target: { ...host, name: aName("behind"), loginMode: "proxy_identity" },
  });
  const made = await admin.api.target.get({ id: targetId });
  expect(made.ssh).toMatchObject({ proxyId: id, loginMode: "proxy_identity" });
  const { items } = await admin.api.audit.list({ pageSize: 2 });
  expect(items.map(({ action }) => action).sort()).toEqual(["proxy.create", "target.create"]);
});

test("a first target that is refused says so at its own field, and leaves no proxy behind", async () => {
  const name = aName("taken");
  await admin.api.target.create({ ...host, name });
  const proxyName = aName("alone");
  const refused = admin.api.proxy.create({ ...host, name: proxyName, target: { ...host, name } });
  await expect(refused).rejects.toMatchObject({ cause: { reason: "NAME_TAKEN", field: ["target", "name"] } });
  expect((await admin.api.proxy.list({ search: proxyName })).total).toBe(0);
});
