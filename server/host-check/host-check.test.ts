import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import type { HostCheckResult, HostCheckStep } from "../domain/host-check.ts";
import { watchHostTest } from "../target/connection-test.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import {
  answerHostCheck,
  auditOf,
  endTargets,
  makeProxy,
  makeRun,
  makeTarget,
  newestHostCheck,
} from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

async function answering<T>(
  asked: () => Promise<T>,
  steps: HostCheckStep[],
  result: HostCheckResult,
): Promise<T> {
  const before = await newestHostCheck(world);
  const [answer] = await Promise.all([asked(), answerHostCheck(world, before, steps, result)]);
  return answer;
}

test("a test answers its steps in order, with the cure of what failed in the caller's language", async () => {
  const id = await makeTarget(person);
  const steps: HostCheckStep[] = [
    { name: "proxy.tcp", ok: true, ms: 3 },
    { name: "proxy.login", ok: false, ms: 9, reason: "auth", detail: "Permission denied" },
  ];
  const failed = { ok: false, status: "auth_failed" as const };
  const answer = await answering(() => person.api.target.test({ id }), steps, failed);
  expect(answer).toEqual({
    ok: false,
    status: "auth_failed",
    steps: [
      {
        name: "proxy.tcp",
        ok: true,
        ms: 3,
        reason: null,
        detail: null,
        note: null,
        cure: null,
        commands: [],
      },
      {
        name: "proxy.login",
        ok: false,
        ms: 9,
        reason: "auth",
        detail: "Permission denied",
        note: null,
        cure: expect.stringContaining("proxy refused the login"),
        commands: [],
      },
    ],
  });
  const chinese = await makeTestContext(world, { tenantId: person.tenantId, locale: "zh-CN" });
  const inChinese = await answering(() => chinese.api.target.test({ id }), steps, failed);
  expect(inChinese.steps[1]?.cure).toMatch(/代理节点拒绝了登录/);
  expect((await auditOf(world, "target", id)).map((row) => row.action)).toContain("target.test");
});

test("a failure that no step tells of gets a step of its own", async () => {
  const id = await makeProxy(person);
  const answer = await answering(() => person.api.proxy.test({ id }), [], {
    ok: false,
    reason: "timeout",
    error: "no connection within 20 s",
  });
  expect(answer.steps).toEqual([
    expect.objectContaining({ ok: false, reason: "timeout", detail: "no connection within 20 s" }),
  ]);
  expect(answer.steps[0]?.cure).toMatch(/No answer in time/);
});

test("watching a test brings each step once, then the end", async () => {
  const id = await makeTarget(person);
  const events: unknown[] = [];
  const watching = async () => {
    for await (const event of await person.api.target.watchTest({ id })) events.push(event);
  };
  await answering(watching, [{ name: "target.dns", ok: true, ms: 1 }], { ok: true, status: "ok" });
  expect(events).toEqual([
    { type: "step", step: expect.objectContaining({ name: "target.dns", ok: true }) },
    { type: "end", ok: true, status: "ok" },
  ]);
});

test("a watched test ends when the process is asked to", async () => {
  const id = await makeTarget(person);
  const { ctx, callContext } = person;
  const aborted = new AbortController();
  const watch = async (live: Partial<typeof callContext.live>) => {
    const events: unknown[] = [];
    const stream = watchHostTest(ctx, { ...callContext.live, ...live }, "target", { id }, undefined);
    for await (const event of stream) events.push(event);
    return events;
  };
  setTimeout(() => aborted.abort(), 300);
  expect(await watch({ shutdown: aborted.signal })).toEqual([]);
});

test("where no worker takes a test within 5 s that is said, and nobody does it later", async () => {
  const id = await makeTarget(person);
  const before = await newestHostCheck(world);
  const began = performance.now();
  await expect(person.api.target.test({ id })).rejects.toMatchObject({
    code: "SERVICE_UNAVAILABLE",
    cause: { reason: "NO_WORKER", values: { seconds: 5 } },
  });
  expect(performance.now() - began).toBeLessThan(12_000);
  const rows = await inTenant(asSystem(world.database), (tx) => tx.select().from(hostCheck));
  const asked = rows.filter((row) => row.id > before);
  expect(asked.length).toBe(1);
  expect(asked[0]?.takenAt).not.toBeNull();
});

test("a test is handed to the workers with the row, or not at all", async () => {
  const jobs = async () =>
    (await world.boss.findJobs("hostCheck", { data: { hostCheckId: await newestHostCheck(world) } })).length;
  const id = await makeTarget(person);
  await answering(() => person.api.target.test({ id }), [], { ok: true, status: "ok" });
  expect(await jobs()).toBe(1);
});

test("the outcome of a lost script is asked of a worker; of a known one nothing is asked", async () => {
  const run = await makeRun(person);
  const [id = 0] = run.targetLogIds;
  await expect(person.api.targetLog.checkOutcome({ id })).rejects.toMatchObject({ message: "NOT_LOST" });
  await endTargets(world, run.taskLogId, new Map([[id, { state: "lost", reason: "connection" }]]));
  const found = { ok: true, lateResult: "still_running" as const, pids: [7] };
  const answer = await answering(() => person.api.targetLog.checkOutcome({ id }), [], found);
  expect(answer).toEqual({ ok: true, lateResult: "still_running", exitCode: null, pids: [7], error: null });
  expect((await auditOf(world, "targetLog", id)).map((row) => row.action)).toEqual([
    "targetLog.checkOutcome",
  ]);
});
