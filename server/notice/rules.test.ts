import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notice } from "../db/tables/notice.ts";
import type { NoticeRule } from "../domain/notice.ts";
import { fireDue } from "../schedule/fire-due.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeTarget, makeTask } from "../testing/factories.ts";
import { endRunningTask, type HostEnd, runToEnd } from "../testing/run-to-end.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

const well: HostEnd = { state: "succeeded" };
const bad: HostEnd = { state: "failed", reason: "exit_code", exitCode: 3 };

function noticesOf(taskId: number) {
  return inTenant(asSystem(world.database), (tx) =>
    tx.select().from(notice).where(eq(notice.taskId, taskId)).orderBy(asc(notice.id)),
  );
}

/** What is told of runs that end so, one after another: the numbers of those that are. */
async function told(noticeRule: NoticeRule | undefined, ends: (HostEnd | "stopped")[]): Promise<number[]> {
  const taskId = await makeTask(person, { noticeRule });
  const runs: number[] = [];
  for (const end of ends) {
    if (end === "stopped") {
      const { taskLogId } = await person.api.task.run({ id: taskId });
      await person.api.taskLog.cancel({ id: taskLogId });
      runs.push(taskLogId);
    } else runs.push(await runToEnd(world, person, taskId, [end]));
  }
  return (await noticesOf(taskId)).map(({ taskLogId }) => runs.indexOf(taskLogId ?? 0));
}

describe("whether the end of a run is told", () => {
  const timedOut: HostEnd = { state: "timed_out" };
  const lost: HostEnd = { state: "lost", reason: "worker" };
  test("unless somebody says otherwise: where it did not go well, and was not stopped", async () => {
    expect(await told(undefined, [well, bad, "stopped", timedOut, lost, bad, well])).toEqual([1, 3, 4, 5]);
  });
  test("change: from well to not well and back, a stopped run between them aside", async () => {
    expect(await told("change", [well, bad, bad, "stopped", lost, well, "stopped", well, bad])).toEqual([
      1, 5, 8,
    ]);
  });
  test("change: a first run that fails is a change, a first good one is none", async () => {
    expect(await told("change", [bad])).toEqual([0]);
    expect(await told("change", [well])).toEqual([]);
  });
  test("always: of each, a stopped one too", async () => {
    expect(await told("always", [well, bad, "stopped"])).toEqual([0, 1, 2]);
  });
  test("never", async () => {
    expect(await told("never", [bad, lost, well])).toEqual([]);
  });
});

test("it tells tenant, task, script, trigger, counts, and the first ten hosts that did not succeed with their last complaint", async () => {
  const targetIds: number[] = [];
  for (let n = 0; n < 13; n += 1)
    targetIds.push(await makeTarget(person, { name: `host ${n} of ${Date.now()}` }));
  const taskId = await makeTask(person, { targetIds, concurrency: 20 });
  const complaint = ["line one\nsecond li", "ne\nlast \u001b[31mwo", "rds\u001b[0m\n\n  \n"];
  const ends: HostEnd[] = [
    well,
    { ...bad, stdout: "to stdout\n", stderr: complaint },
    { ...bad, exitCode: 4, stdout: "only stdout\n" },
    { state: "unreachable", reason: "refused" },
    ...Array.from({ length: 9 }, () => bad),
  ];
  const taskLogId = await runToEnd(world, person, taskId, ends);
  const [row] = await noticesOf(taskId);
  expect(row).toMatchObject({ kind: "run", level: "error", taskLogId, state: "waiting" });
  expect(row?.content).toMatchObject({
    kind: "run",
    tenant: { id: person.tenantId },
    task: { id: taskId },
    script: { version: 1 },
    run: {
      id: taskLogId,
      state: "failed",
      previousState: null,
      hostCount: 13,
      counts: { succeeded: 1, failed: 11, unreachable: 1 },
    },
  });
  const hosts = row?.content.kind === "run" ? row.content.hosts : [];
  expect(hosts).toHaveLength(10);
  expect(hosts.slice(0, 2)).toMatchObject([
    { state: "failed", exitCode: 3, lastLine: "last words" },
    { state: "failed", exitCode: 4, lastLine: "only stdout" },
  ]);
  const shown = await person.api.notice.get({ id: row?.id ?? 0 });
  expect(shown.title).toContain("12");
  expect(shown.lines.some((line) => line.includes("last words"))).toBe(true);
});

test("a run started by the API and one by a schedule are told by the same rule, each as what it was", async () => {
  const byToken = await makeTestContext(world, { tenantId: person.tenantId, via: "token" });
  const taskId = await makeTask(byToken);
  await runToEnd(world, byToken, taskId, [bad]);
  expect((await noticesOf(taskId))[0]?.content).toMatchObject({ run: { trigger: "api" } });

  const schedule = await aSchedule();
  await endRunningTask(world, person.tenantId, await fireAt(schedule.id, schedule.at), [bad]);
  expect((await noticesOf(schedule.id))[0]?.content).toMatchObject({ run: { trigger: "schedule" } });
});

test("the notice and its job are there with the run's end, or not at all", async () => {
  const taskId = await makeTask(person);
  await runToEnd(world, person, taskId, [bad]);
  const [row] = await noticesOf(taskId);
  const jobs = await world.boss.findJobs("spreadNotice", { data: { noticeId: row?.id } });
  expect(jobs).toHaveLength(1);
});

describe("a schedule", () => {
  test("that missed moments tells them in one notice, whatever is made up for", async () => {
    const { id, at } = await aSchedule();
    await fireDue(world, id, at.toISOString(), later(at, 35));
    const rows = await noticesOf(id);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ kind: "fires", level: "warning", taskLogId: null });
    expect(rows[0]?.content).toMatchObject({
      fires: {
        outcome: "missed",
        reason: "newer",
        count: 3,
        firstAt: at.toISOString(),
        lastAt: later(at, 20).toISOString(),
      },
    });
  });

  test("that could start nothing tells why", async () => {
    const { id, at } = await aSchedule();
    await person.api.task.update({ id, targetIds: [] });
    await fireDue(world, id, at.toISOString(), at);
    const [row] = await noticesOf(id);
    expect(row).toMatchObject({ kind: "fires", level: "error" });
    expect(row?.content).toMatchObject({ fires: { outcome: "refused", reason: "NO_TARGETS", count: 1 } });
  });

  test("that paused itself tells so, beside the run that failed last", async () => {
    const { id, at } = await aSchedule({ pauseAfterFailures: 1 });
    const taskLogId = await fireAt(id, at);
    await endRunningTask(world, person.tenantId, taskLogId, [bad]);
    const rows = await noticesOf(id);
    expect(rows.map(({ kind }) => kind)).toEqual(["run", "paused"]);
    expect(rows[1]).toMatchObject({ level: "error", taskLogId });
    expect(rows[1]?.content).toMatchObject({ failuresInRow: 1, run: { id: taskLogId, state: "failed" } });
  });

  test("whose rule is never tells nothing of these", async () => {
    const { id, at } = await aSchedule({ noticeRule: "never", pauseAfterFailures: 1 });
    await fireDue(world, id, at.toISOString(), later(at, 35));
    const { lastTaskLogId } = await person.api.task.get({ id });
    await endRunningTask(world, person.tenantId, lastTaskLogId ?? 0, [bad]);
    expect(await noticesOf(id)).toEqual([]);
  });
});

test("a task keeps its rule, receivers and channels, and says what they are", async () => {
  const id = await makeTask(person);
  expect(await person.api.task.get({ id })).toMatchObject({
    noticeRule: "failure",
    noticeReceivers: null,
    noticeChannelIds: null,
  });
  await person.api.task.update({ id, noticeRule: "change", noticeReceivers: ["ops"], noticeChannelIds: [] });
  await person.api.task.update({ id, name: `renamed ${id}` });
  expect(await person.api.task.get({ id })).toMatchObject({
    noticeRule: "change",
    noticeReceivers: ["ops"],
    noticeChannelIds: [],
  });
  await person.api.task.update({ id, noticeReceivers: null });
  expect(await person.api.task.get({ id })).toMatchObject({ noticeReceivers: null });
  await expect(person.api.task.update({ id, noticeChannelIds: [999_999] })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

async function aSchedule(given: Partial<Parameters<typeof makeTask>[1]> = {}) {
  const id = await makeTask(person, {
    type: "cron",
    cron: "*/10 * * * *",
    timeZone: "UTC",
    start: true,
    ...given,
  });
  const { nextFireAt } = await person.api.task.get({ id });
  return { id, at: new Date(nextFireAt ?? 0) };
}

/** Fires a moment in time; answers its run. */
async function fireAt(id: number, at: Date): Promise<number> {
  await fireDue(world, id, at.toISOString(), at);
  return (await person.api.task.get({ id })).lastTaskLogId ?? 0;
}

function later(from: Date, minutes: number): Date {
  return new Date(from.getTime() + minutes * 60_000);
}
