import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { aName, makeProxy, makeTarget } from "../testing/factories.ts";
import { exportTargets } from "./export.ts";
import type { TargetIdsInput } from "./input.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world?.close());

async function exported({ ctx }: TestContext, input: TargetIdsInput = {}): Promise<string> {
  const parts = [];
  for await (const part of await exportTargets(ctx, input)) parts.push(part);
  return Buffer.concat(parts).toString();
}

test("an export can be imported again: into the same tenant it changes nothing, into another it makes the same", async () => {
  const person = await makeTestContext(world);
  const proxyId = await makeProxy(person);
  const proxyName = (await person.api.proxy.get({ id: proxyId })).name;
  const given = [
    {
      name: '名称, with "marks"',
      cloudPool: "=1+1",
      region: "'=2",
      labels: { env: "a;b\\", "role/tier": "" },
    },
    { name: "behind", proxyId, loginMode: "proxy_identity" as const, hostId: "i-1", port: 2222 },
    { name: "-plain", oldAlgorithms: true },
  ];
  for (const one of given) await makeTarget(person, one);
  const text = await exported(person);
  const request = { format: "csv" as const, text, dryRun: true };
  expect(await person.api.target.import(request)).toMatchObject({
    counts: { made: 0, changed: 0, same: 3, refused: 0 },
    notRead: [],
  });
  const other = await makeTestContext(world);
  await other.api.proxy.create({ name: proxyName, username: "root", address: "192.0.2.10" });
  expect((await other.api.target.import({ ...request, dryRun: false })).counts).toMatchObject({ made: 3 });
  expect(await exported(other)).toBe(text);
});

test("no cell of an export can become a formula", async () => {
  const person = await makeTestContext(world);
  await makeTarget(person, { name: "=cmd|' /C calc'!A0", cloudPool: "+1", region: "@SUM(A1)" });
  const [, line = ""] = (await exported(person)).split("\r\n");
  for (const cell of line.split(",")) expect(cell).not.toMatch(/^"?[=+\-@]/);
});

test("an export holds what the list's filters find, however many they are, and nothing of another tenant's", async () => {
  const person = await makeTestContext(world);
  await makeTarget(await makeTestContext(world), { name: aName("foreign") });
  for (const region of ["north", "south"]) await makeTarget(person, { name: aName(region), region });
  const lines = async (input: TargetIdsInput) =>
    (await exported(person, input)).trim().split("\r\n").length - 1;
  expect(await lines({})).toBe(2);
  expect(await lines({ region: "north" })).toBe(1);
  expect(await lines({ search: "nobody" })).toBe(0);
  const many = Array.from({ length: 1_200 }, (_, at) => `m-${at},192.0.2.1,root`).join("\n");
  await person.api.target.import({
    format: "csv",
    text: `name,address,username\n${many}`,
    dryRun: false,
    existing: "change",
  });
  expect(await lines({ search: "m-" })).toBe(1_200);
  const proxyId = await makeProxy(await makeTestContext(world));
  await expect(exported(person, { proxyId })).rejects.toMatchObject({ reason: "NOT_FOUND" });
});
