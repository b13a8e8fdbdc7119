import { sql } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import {
  aName,
  auditOf,
  makeProxy,
  makeRun,
  makeScript,
  makeTarget,
  makeTask,
} from "../testing/factories.ts";
import { exportTargets } from "./export.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world?.close());

const labelsOf = async (id: number) => (await person.api.target.get({ id })).labels;

test("labels and proxy of many are set by one call, and what stays as it was is left alone", async () => {
  person = await makeTestContext(world);
  const [first, second] = [
    await makeTarget(person, {
      labels: { env: "test", old: "1" },
      hostKeyFingerprint: `SHA256:${"a".repeat(43)}`,
    }),
    await makeTarget(person, { labels: { env: "prod" } }),
  ];
  const setProxyId = await makeProxy(person);
  const ids = [first, second];
  const change = { ids, addLabels: { env: "prod", tier: "" }, removeLabels: ["old", "never there"] };
  expect(await person.api.target.setMany(change)).toEqual({ changed: 2, refused: [] });
  for (const id of ids) expect(await labelsOf(id)).toEqual({ env: "prod", tier: "" });
  expect((await person.api.target.get({ id: first })).hostKeyFingerprint).not.toBeNull();
  await person.api.target.setMany({ ids, setProxyId });
  const moved = await person.api.target.get({ id: first });
  expect(moved.ssh.proxyId).toBe(setProxyId);
  // Reached another way it is another host.
  expect(moved.hostKeyFingerprint).toBeNull();
  const before = (await auditOf(world, "target", second)).length;
  await person.api.target.setMany({ ids, setProxyId, addLabels: { tier: "" } });
  const audited = await auditOf(world, "target", second);
  expect(audited.length).toBe(before);
  expect(audited.at(-1)).toMatchObject({ before: { proxyId: null }, after: { proxyId: setProxyId } });
});

test("all that a filter finds are changed, and what one host refuses is said and keeps no other from it", async () => {
  person = await makeTestContext(world);
  const proxyId = await makeProxy(person);
  const full = Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`l${at}`, ""]));
  const region = aName("region");
  const plain = await makeTarget(person, { region });
  const relayed = await makeTarget(person, { region, proxyId, loginMode: "proxy_identity" });
  const crowded = await makeTarget(person, { region, labels: full });
  const elsewhere = await makeTarget(person);
  const answer = await person.api.target.setMany({ region, addLabels: { added: "yes" }, setProxyId: null });
  expect(answer.changed).toBe(1);
  expect(answer.refused.map(({ id, reason }) => [id, reason])).toEqual([
    [relayed, expect.stringContaining("proxy")],
    [crowded, "A host has at most 32 labels."],
  ]);
  expect(await labelsOf(plain)).toEqual({ added: "yes" });
  expect(await labelsOf(elsewhere)).toEqual({});
});

test("many are deleted by one call; those in use stay, each with who uses it", async () => {
  person = await makeTestContext(world);
  const free = [await makeTarget(person), await makeTarget(person)];
  const used = await makeTarget(person);
  const taskId = await makeTask(person, { targetIds: [used, ...free] });
  const idle = await makeTask(person, { targetIds: free });
  const usedTask = await person.api.task.get({ id: taskId });
  await makeRun(person, await makeTask(person, { targetIds: [used] }));
  const foreign = await makeTarget(await makeTestContext(world));
  const answer = await person.api.target.deleteMany({ ids: [...free, used, foreign] });
  expect(answer.changed).toBe(2);
  expect(answer.refused).toMatchObject([{ id: used }, { id: foreign, name: null }]);
  expect(answer.refused[0]?.reason).toContain("task");
  expect((await person.api.target.list({})).items.map(({ id }) => id)).toEqual([used]);
  expect((await person.api.task.targets({ id: usedTask.id })).items.map(({ id }) => id)).toEqual([used]);
  await expect(person.api.target.deleteMany({ ids: [foreign] })).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
  const busy = await makeScript(person);
  const running = await makeRun(person, await makeTask(person, { scriptId: busy }));
  expect(await person.api.task.deleteMany({ ids: [idle, running.taskId] })).toMatchObject({
    changed: 1,
    refused: [{ id: running.taskId }],
  });
  expect(await person.api.script.deleteMany({ ids: [await makeScript(person), busy] })).toMatchObject({
    changed: 1,
    refused: [{ id: busy }],
  });
  const [proxy, full] = [await makeProxy(person), await makeProxy(person)];
  const behind = await makeTarget(person, { name: "behind it", proxyId: full });
  expect(await person.api.proxy.deleteMany({ ids: [proxy, full] })).toMatchObject({
    changed: 1,
    refused: [{ id: full, reason: expect.stringContaining("behind it") }],
  });
  expect(await auditOf(world, "target", behind)).toHaveLength(1);
});

test("ten thousand are changed, tested, exported and deleted by one call each, in few statements", async () => {
  person = await makeTestContext(world);
  const { tenantId, ctx } = person;
  const count = 10_000;
  await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`insert into e_script_target (tenant_id, name, username, address, created_by)
      select ${tenantId}, 'many ' || n, 'root', '192.0.2.1', 'test' from generate_series(1, ${count}) n`),
  );
  const sent = vi.spyOn(Client.prototype, "query");
  /** What is asked of the database for each host apart would be thousands. */
  const inFew = async <T>(work: Promise<T>): Promise<T> => {
    sent.mockClear();
    const answer = await work;
    expect(sent.mock.calls.length).toBeGreaterThan(0);
    expect(sent.mock.calls.length).toBeLessThan(60);
    return answer;
  };
  const { api } = person;
  const { ids } = await inFew(api.target.ids({}));
  expect(await inFew(api.target.setMany({ search: "many", addLabels: { all: "1" } }))).toEqual({
    changed: count,
    refused: [],
  });
  const { batchId, count: tested } = await inFew(api.target.testMany({ ids }));
  expect(tested).toBe(count);
  await endTests(batchId);
  const batch = await inFew(api.target.testBatch({ batchId }));
  expect(batch).toMatchObject({ total: count, counts: { waiting: 0, testing: 1, ok: 9_398, failed: 601 } });
  expect(batch.items).toHaveLength(500);
  expect(batch.items.every(({ state, cure }) => state === "failed" && cure !== null)).toBe(true);
  const again = await inFew(api.target.testMany({ failedOf: batchId }));
  expect(again.count).toBe(601);
  const stranger = await makeTestContext(world);
  await expect(stranger.api.target.testMany({ failedOf: batchId })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  // A batch of targets has no proxies in it.
  await expect(api.proxy.testMany({ failedOf: batchId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const parts: Buffer[] = [];
  await inFew(
    (async () => {
      for await (const part of await exportTargets(ctx, { label: "all=1" })) parts.push(part);
    })(),
  );
  expect(Buffer.concat(parts).toString().trim().split("\r\n")).toHaveLength(count + 1);
  expect(await inFew(api.target.deleteMany({ ids }))).toEqual({ changed: count, refused: [] });
  expect((await api.target.list({})).total).toBe(0);
  sent.mockRestore();
});

/** As a worker would: one is being looked at still, some have failed, the others are well. */
async function endTests(batchId: number): Promise<void> {
  await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`update host_check h set taken_at = now(),
        ended_at = case when n = 1 then null else now() end,
        result = case when n = 1 then null when n <= 602
          then '{"ok": false, "status": "unreachable", "step": "target.tcp", "reason": "refused"}'::jsonb
          else '{"ok": true, "status": "ok"}'::jsonb end
      from (select id, row_number() over (order by id) n from host_check where batch_id = ${batchId}) r
      where r.id = h.id`),
  );
}
