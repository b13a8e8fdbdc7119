import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { target } from "../db/tables/target.ts";
import type { ConnectionStatus } from "../domain/connection-status.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import {
  endTargets,
  makeDeadNotice,
  makeRun,
  makeTarget,
  makeTask,
  makeWorker,
  type TestEnd,
} from "../testing/factories.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world?.close());

function setStatus(id: number, connectionStatus: ConnectionStatus) {
  return inTenant(asSystem(world.database), (tx) =>
    tx.update(target).set({ connectionStatus }).where(eq(target.id, id)),
  );
}

/** A run on one target that has its end. */
async function endedRun(person: TestContext, end: TestEnd) {
  const run = await makeRun(person);
  await endTargets(world, run.taskLogId, new Map(run.targetLogIds.map((id) => [id, end])));
  return run;
}

/** Makes a run older than it is; what has ended is not changed by anybody else. */
function madeAgo(id: number, interval: string) {
  return inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`update e_script_task_log set created_at = now() - ${interval}::interval where id = ${id}`),
  );
}

test("a tenant with nothing has nothing to tell, and all 30 days", async () => {
  const { api } = await makeTestContext(world);
  const summary = await api.dashboard.summary({});
  expect(summary).toMatchObject({
    running: { total: 0, hosts: 0, items: [] },
    needs: [],
    failed: { total: 0, of: 0, dayBefore: 0, items: [] },
    made: { targets: 0, scripts: 0, schedules: 0, ranOnOwnHost: false },
  });
  expect(summary.days).toHaveLength(30);
  expect(summary.days.every(({ succeeded, failed }) => succeeded + failed === 0)).toBe(true);
  expect(summary.days.at(-1)?.day).toBe(summary.at.slice(0, 10));
});

test("a run counts as one's own when a script has started on a host that is no sandbox", async () => {
  const person = await makeTestContext(world);
  const ranOnOwnHost = async () => (await person.api.dashboard.summary({})).made.ranOnOwnHost;
  const taskId = await makeTask(person);
  const [sandbox = 0] = (await person.api.task.get({ id: taskId })).targetIds;
  const turn = (into: boolean) =>
    inTenant(asSystem(world.database), (tx) =>
      tx.execute(sql`update e_script_target set sandbox = ${into} where id = ${sandbox}`),
    );
  const run = await makeRun(person, taskId);
  expect(await ranOnOwnHost()).toBe(false);
  await endTargets(
    world,
    run.taskLogId,
    new Map(run.targetLogIds.map((id) => [id, { state: "succeeded", exitCode: 0 } as const])),
  );
  await turn(true);
  expect(await ranOnOwnHost()).toBe(false);
  await turn(false);
  expect(await ranOnOwnHost()).toBe(true);
});

test("what runs is told with its hosts, and only what has not ended", async () => {
  const person = await makeTestContext(world);
  await endedRun(person, { state: "failed", reason: "exit_code", exitCode: 3 });
  const targetIds = [await makeTarget(person), await makeTarget(person)];
  const run = await makeRun(person, await makeTask(person, { targetIds }));
  const { running } = await person.api.dashboard.summary({});
  expect(running).toMatchObject({ total: 1, hosts: 2, items: [{ id: run.taskLogId, state: "queued" }] });
});

test("a failure of the last 24 hours is told with the first host that did not succeed; an older one is counted in its day", async () => {
  const person = await makeTestContext(world);
  const old = await makeRun(person);
  await madeAgo(old.taskLogId, "30 hours");
  await endTargets(world, old.taskLogId, new Map(old.targetLogIds.map((id) => [id, { state: "timed_out" }])));
  const run = await endedRun(person, { state: "failed", reason: "exit_code", exitCode: 3 });
  const { failed, days } = await person.api.dashboard.summary({});
  expect(failed).toMatchObject({ total: 1, of: 1, dayBefore: 1 });
  expect(failed.items).toMatchObject([{ id: run.taskLogId, first: { state: "failed" } }]);
  expect(days.reduce((sum, day) => sum + day.failed, 0)).toBe(2);
  expect(days.at(-1)).toMatchObject({ failed: 1, succeeded: 0 });
});

test("changed keys, hosts that can't be used and unknown outcomes ask for somebody; a tested-well host does not", async () => {
  const person = await makeTestContext(world);
  const [changed, away, shut, well] = await Promise.all([1, 2, 3, 4].map(() => makeTarget(person)));
  await setStatus(changed ?? 0, "host_key_changed");
  await setStatus(away ?? 0, "unreachable");
  await setStatus(shut ?? 0, "auth_failed");
  await setStatus(well ?? 0, "ok");
  const lost = await endedRun(person, { state: "lost", reason: "connection" });
  const { needs, targets } = await person.api.dashboard.summary({});
  expect(needs).toMatchObject([
    { type: "hostKey", host: { kind: "target", id: changed } },
    { type: "lost", taskLogId: lost.taskLogId, count: 1 },
    { type: "unreachable", status: "unreachable", count: 1 },
    { type: "unreachable", status: "auth_failed", count: 1 },
  ]);
  expect(targets.total).toBe(5);
});

test("a schedule that paused itself asks for somebody, until it is started again", async () => {
  const person = await makeTestContext(world);
  const id = await makeTask(person, { type: "cron", cron: "0 3 * * *", start: true });
  await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`update e_script_task set enabled = false, next_fire_at = null, no_next_fire_reason = 'paused',
      failures_in_row = 4 where id = ${id}`),
  );
  const { needs } = await person.api.dashboard.summary({});
  expect(needs).toMatchObject([{ type: "paused", taskId: id, failuresInRow: 4 }]);
  await person.api.task.start({ id });
  expect((await person.api.dashboard.summary({})).needs).toEqual([]);
});

test("a notice that was not delivered asks for somebody, until it is tried again or given up", async () => {
  const person = await makeTestContext(world);
  const [taskId, tenantId] = [await makeTask(person), person.tenantId];
  await makeDeadNotice(world, { tenantId, taskId, name: "Edge sync" });
  const { noticeId } = await makeDeadNotice(world, { tenantId, taskId, name: "Orders backup" });
  const needs = async () => (await person.api.dashboard.summary({})).needs;
  expect(await needs()).toMatchObject([
    { type: "undelivered", count: 2, title: expect.stringContaining("Orders backup") },
  ]);
  await person.api.notice.giveUp({ id: noticeId });
  expect(await needs()).toMatchObject([
    { type: "undelivered", count: 1, title: expect.stringContaining("Edge sync") },
  ]);
  const { needs: ofOthers } = await (await makeTestContext(world)).api.dashboard.summary({});
  expect(ofOthers).toEqual([]);
});

test("an outcome that somebody has looked at asks for nobody any more", async () => {
  const person = await makeTestContext(world);
  const { targetLogIds } = await endedRun(person, { state: "lost", reason: "connection" });
  await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`update e_script_target_log set late_result = 'ended', late_at = now(), late_exit_code = 0
      where id = ${targetLogIds[0]}`),
  );
  expect((await person.api.dashboard.summary({})).needs).toEqual([]);
});

test("a system admin sees all tenants, or the one that is named", async () => {
  const person = await makeTestContext(world);
  await makeRun(person);
  const admin = await makeTestContext(world, { role: "system_admin" });
  expect((await admin.api.dashboard.summary({})).running.total).toBeGreaterThanOrEqual(1);
  const named = await admin.api.dashboard.summary({ tenantId: person.tenantId });
  expect(named.running.total).toBe(1);
  const own = await admin.api.dashboard.summary({ tenantId: admin.tenantId });
  expect(own.running.total).toBe(0);
});

test("living workers are told", async () => {
  const id = await makeWorker(world);
  const { api } = await makeTestContext(world);
  expect((await api.dashboard.summary({})).workers.map((worker) => worker.id)).toContain(id);
});
