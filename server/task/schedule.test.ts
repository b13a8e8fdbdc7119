import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorName } from "../access.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { task } from "../db/tables/task.ts";
import { fireDue } from "../schedule/fire-due.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { aName, makeScript, makeTarget, makeTask } from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world.close());

type Given = NonNullable<Parameters<typeof makeTask>[1]>;
const daily = { type: "cron", cron: "30 2 * * *", timeZone: "Asia/Shanghai" } as const;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
/** Half a year away, whenever this runs. */
const farMonth = ((new Date().getUTCMonth() + 6) % 12) + 1;
const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

const aTask = (given: Given) => makeTask(person, given);
const getTask = (id: number) => person.api.task.get({ id });

describe("a task with a schedule", () => {
  test("tells among its moments who changed what of it, and of nothing else", async () => {
    const id = await aTask(daily);
    await person.api.task.start({ id });
    await person.api.task.update({ id, name: aName("other") });
    await person.api.task.update({ id, overlap: "queue", jitterSeconds: 5 });
    await person.api.task.stop({ id });
    const { changes } = await person.api.task.fires({ id });
    const who = actorName(person.ctx.actor);
    expect(changes).toMatchObject([
      { who, deed: "stop", fields: [] },
      {
        who,
        deed: "update",
        fields: [
          { name: "overlap", from: "skip", to: "queue" },
          { name: "jitterSeconds", from: 0, to: 5 },
        ],
      },
      { who, deed: "start", fields: [] },
    ]);
    expect((await person.api.task.fires({ id, outcome: "missed" })).changes).toEqual([]);
    expect((await person.api.task.fires({ id, to: anHourAgo() })).changes).toEqual([]);
  });

  test("shows each change on one page of its moments, also one that falls between two pages", async () => {
    const id = await aTask(daily);
    await inTenant(asSystem(world.database), async (tx) => {
      for (const minutes of [0, 2, 4])
        await tx.execute(sql`insert into schedule_fire (tenant_id, task_id, fire_at, outcome, reason)
          values (${person.tenantId}, ${id}, now() - interval '1 hour' + ${minutes} * interval '1 minute', 'missed', 'newer')`);
      for (const minutes of [-1, 1, 3, 5])
        await tx.execute(sql`insert into audit_log (tenant_id, at, user_name, via, action, object_type, object_id)
          values (${person.tenantId}, now() - interval '1 hour' + ${minutes} * interval '1 minute', ${String(minutes)},
            'session', 'task.stop', 'task', ${id})`);
    });
    const told = async (page: number) =>
      (await person.api.task.fires({ id, page, pageSize: 1 })).changes.map(({ who }) => who);
    expect([await told(1), await told(2), await told(3)]).toEqual([["5"], ["3"], ["1", "-1"]]);
  });

  test("rests until somebody starts it, then says when it fires next, and stops again", async () => {
    const id = await aTask(daily);
    expect(await getTask(id)).toMatchObject({
      ...daily,
      enabled: false,
      nextFireAt: null,
      noNextFireReason: "stopped",
      sentence: "At 02:30, every day",
      misfire: "run_once",
      misfireWindowSeconds: 3600,
      overlap: "skip",
    });
    const { nextFireAt, taskLogId } = await person.api.task.start({ id });
    expect(taskLogId).toBeNull();
    expect(nextFireAt).toMatch(/T18:30:00\.000Z$/);
    expect(await getTask(id)).toMatchObject({ enabled: true, nextFireAt, noNextFireReason: null });
    // A second start changes nothing.
    expect((await person.api.task.start({ id })).nextFireAt).toBe(nextFireAt);
    expect(await person.api.task.stop({ id })).toEqual({ cancelled: 0 });
    expect(await getTask(id)).toMatchObject({
      enabled: false,
      nextFireAt: null,
      noNextFireReason: "stopped",
    });
  });

  test("is started in the call that makes it, and runs at any time by hand, whatever its schedule", async () => {
    const scriptId = await makeScript(person);
    const targetIds = [await makeTarget(person)];
    const made = await person.api.task.create({
      ...daily,
      name: aName("task"),
      scriptId,
      targetIds,
      start: true,
    });
    expect(made).toMatchObject({ taskLogId: null, nextFireAt: expect.stringContaining("T18:30:00") });
    const { taskLogId } = await person.api.task.run({ id: made.id });
    expect(await person.api.taskLog.get({ id: taskLogId })).toMatchObject({
      trigger: "manual",
      type: "cron",
    });
    expect((await getTask(made.id)).nextFireAt).toBe(made.nextFireAt);
    // Stopping the schedule leaves what runs; asked so, it stops that too.
    expect(await person.api.task.stop({ id: made.id })).toEqual({ cancelled: 0 });
    expect(await person.api.task.stop({ id: made.id, cancelRunning: true })).toEqual({ cancelled: 1 });
  });

  test("of one moment is finished after it, and can be started with a new one", async () => {
    const runAt = inAnHour();
    const id = await aTask({ type: "once", runAt, start: true });
    expect((await getTask(id)).nextFireAt).toBe(runAt);
    await fireDue(world, id, runAt, new Date(runAt));
    expect(await getTask(id)).toMatchObject({
      enabled: false,
      noNextFireReason: "finished",
      state: "queued",
    });
    const later = new Date(Date.now() + 7_200_000).toISOString();
    await person.api.task.update({ id, runAt: later });
    expect(await person.api.task.start({ id })).toEqual({ taskLogId: null, nextFireAt: later });
  });

  test("is planned anew from now on when it is changed, and not touched by another change", async () => {
    const id = await aTask({ ...daily, start: true });
    const { nextFireAt } = await getTask(id);
    await person.api.task.update({ id, concurrency: 5, cron: daily.cron });
    expect((await getTask(id)).nextFireAt).toBe(nextFireAt);
    await person.api.task.update({ id, timeZone: "UTC" });
    expect((await getTask(id)).nextFireAt).toMatch(/T02:30:00\.000Z$/);
    await person.api.task.update({ id, cron: "0 5 * * *", overlap: "queue" });
    expect(await getTask(id)).toMatchObject({
      nextFireAt: expect.stringContaining("T05:00:00"),
      overlap: "queue",
    });
  });
});

describe("what can't be planned", () => {
  test.each([
    ["a moment in the past", { type: "once", runAt: "2020-01-01T00:00:00Z" }, "RUN_AT_PAST"],
    ["more often than the tenant allows", { type: "cron", cron: "* * * * * *" }, "CRON_TOO_OFTEN"],
    [
      "an end before the moment",
      { type: "cron", cron: `0 0 1 ${farMonth} *`, endAt: inAnHour(), start: true },
      "NO_FIRE_LEFT",
    ],
    ["no host", { ...daily, targetIds: [], start: true }, "NO_TARGETS"],
  ] as [string, Given, string][])("is refused when it is saved: %s", async (_what, given, reason) => {
    await expect(aTask(given)).rejects.toMatchObject({ cause: { reason } });
  });

  test.each([
    ["cron without an expression", { type: "cron" }],
    ["once without a moment", { type: "once" }],
    ["an expression for a task of one moment", { type: "once", runAt: inAnHour(), cron: "@daily" }],
    ["an expression that never fires", { type: "cron", cron: "0 0 30 2 *" }],
    ["a window that ends before it begins", { ...daily, startAt: inAnHour(), endAt: anHourAgo() }],
    ["an abbreviated zone", { ...daily, timeZone: "CST" }],
  ] as [string, Given][])("is refused by the rule that the form has too: %s", async (_what, given) => {
    await expect(aTask(given)).rejects.toMatchObject({ code: "BAD_REQUEST", cause: { name: "ZodError" } });
  });

  test("a tenant may allow a shorter interval", async () => {
    const admin = await makeTestContext(world, { role: "system_admin" });
    await admin.api.tenant.update({ id: person.tenantId, minimumIntervalSeconds: 1 });
    await expect(aTask({ type: "cron", cron: "* * * * * *" })).resolves.toBeGreaterThan(0);
    await admin.api.tenant.update({ id: person.tenantId, minimumIntervalSeconds: 10 });
  });
});

describe("what a schedule uses stays", () => {
  test.each(["script", "target"] as const)(
    "its %s is not deleted, and the refusal names the task",
    async (kind) => {
      const [scriptId, targetId] = [await makeScript(person), await makeTarget(person)];
      const name = aName("task");
      const { id } = await person.api.task.create({
        ...daily,
        name,
        scriptId,
        targetIds: [targetId],
        start: true,
      });
      const used = { id: kind === "script" ? scriptId : targetId };
      await expect(person.api[kind].delete(used)).rejects.toMatchObject({
        code: "CONFLICT",
        cause: { values: { names: name } },
      });
      await person.api.task.stop({ id });
      await expect(person.api[kind].delete(used)).resolves.toEqual({ ok: true });
    },
  );

  test("its calendar is not deleted, and the refusal names the task", async () => {
    const { id: calendarId } = await person.api.calendar.create({ name: aName("calendar") });
    const name = aName("task");
    const id = await aTask({ ...daily, name, calendarIds: [calendarId] });
    await expect(person.api.calendar.delete({ id: calendarId })).rejects.toMatchObject({
      cause: { reason: "CALENDAR_IN_USE", values: { names: name } },
    });
    expect(await person.api.calendar.get({ id: calendarId })).toMatchObject({ taskCount: 1, closed: false });
    await person.api.task.update({ id, calendarIds: [] });
    await expect(person.api.calendar.delete({ id: calendarId })).resolves.toEqual({ ok: true });
  });

  test("a deleted task fires no more", async () => {
    const id = await aTask({ ...daily, start: true });
    const { nextFireAt } = await getTask(id);
    await person.api.task.delete({ id });
    expect(await fireDue(world, id, nextFireAt ?? "", new Date(nextFireAt ?? 0))).toBeNull();
  });
});

test("the schedules of a disabled tenant rest, and go on from then on when it is enabled", async () => {
  const theirs = await makeTestContext(world);
  const admin = await makeTestContext(world, { role: "system_admin" });
  const id = await makeTask(theirs, { ...daily, start: true });
  const stopped = await makeTask(theirs, daily);
  const before = await theirs.api.task.get({ id });
  await admin.api.tenant.update({ id: theirs.tenantId, disabled: true });
  expect(await admin.api.task.get({ id })).toMatchObject({
    nextFireAt: null,
    noNextFireReason: "tenant_disabled",
  });
  await admin.api.tenant.update({ id: theirs.tenantId, disabled: false });
  expect((await admin.api.task.get({ id })).nextFireAt).toBe(before.nextFireAt);
  expect(await admin.api.task.get({ id: stopped })).toMatchObject({ noNextFireReason: "stopped" });
});

test("a list is sorted and narrowed by the next fire, and one that can't be read does not blank it", async () => {
  const own = await makeTestContext(world);
  const startAt = inAnHour();
  const yearly = await makeTask(own, { type: "cron", cron: `0 0 1 ${farMonth} *`, start: true });
  const hourly = await makeTask(own, { type: "cron", cron: "0 * * * *", startAt, start: true });
  const resting = await makeTask(own, daily);
  const broken = await makeTask(own, { ...daily, start: true });
  await inTenant(asSystem(world.database), (tx) =>
    tx
      .update(task)
      .set({ cron: "not one", nextFireAt: "2026-01-01T00:00:00.000Z" })
      .where(and(eq(task.id, broken))),
  );
  await fireDue(world, broken, "2026-01-01T00:00:00.000Z");
  const list = async (given: object) => {
    const { items } = await own.api.task.list({ sort: "nextFireAt", order: "asc", ...given });
    return items.map(({ id, noNextFireReason }) => [id, noNextFireReason]);
  };
  expect((await list({})).slice(0, 2)).toEqual([
    [hourly, null],
    [yearly, null],
  ]);
  expect(await list({ schedule: "planned" })).toHaveLength(2);
  expect(await list({ schedule: "stopped" })).toEqual([[resting, "stopped"]]);
  expect(await list({ schedule: "unreadable" })).toEqual([[broken, "unreadable"]]);
  expect(
    (await own.api.task.facets({})).schedules.toSorted((a, b) => a.value.localeCompare(b.value)),
  ).toEqual([
    { value: "planned", count: 2 },
    { value: "stopped", count: 1 },
    { value: "unreadable", count: 1 },
  ]);
  expect((await own.api.dashboard.summary({})).nextFires).toMatchObject({
    total: 2,
    items: [{ taskId: hourly }, { taskId: yearly }],
  });
});

describe("the ledger of fires", () => {
  test("says of each moment what became of it and why, with counts, and what waits can be taken out", async () => {
    const id = await aTask({ type: "cron", cron: "*/10 * * * *", overlap: "queue", start: true });
    const first = new Date((await getTask(id)).nextFireAt ?? 0);
    const { taskLogId } = await person.api.task.run({ id });
    for (const minutes of [0, 10]) {
      const at = new Date(first.getTime() + minutes * 60_000);
      await fireDue(world, id, at.toISOString(), at);
    }
    const page = await person.api.task.fires({ id });
    expect(page).toMatchObject({
      total: 2,
      items: [
        { outcome: "skipped_overlap", reason: "queue_full", inTheWay: { id: taskLogId, state: "queued" } },
        { outcome: "queued", fireAt: first.toISOString(), message: null, taskLog: null },
      ],
      outcomes: [
        { outcome: "queued", count: 1, rows: 1 },
        { outcome: "skipped_overlap", count: 1, rows: 1 },
      ],
    });
    expect(page.items[0]?.message).toContain("one fire waits already");
    expect((await person.api.task.fires({ id, outcome: "queued" })).items).toHaveLength(1);
    await person.api.task.cancelFire({ id, fireAt: first.toISOString() });
    expect((await person.api.task.fires({ id, outcome: "cancelled" })).items).toMatchObject([
      { reason: "taken_out", message: "Somebody took it out of the queue." },
    ]);
    await expect(person.api.task.cancelFire({ id, fireAt: first.toISOString() })).rejects.toMatchObject({
      cause: { reason: "FIRE_NOT_QUEUED" },
    });
  });
});

describe("what is to come", () => {
  test("stands on one axis, with closed periods and the hosts on which tasks meet", async () => {
    const own = await makeTestContext(world);
    const from = "2027-03-01T00:00:00.000Z";
    const { id: calendarId } = await own.api.calendar.create({
      name: "freeze",
      timeZone: "UTC",
      weekly: [{ weekdays: [1], from: "21:30", to: "22:30" }],
    });
    const shared = await makeTarget(own);
    const every = { type: "cron" as const, timeZone: "UTC", targetIds: [shared], start: true };
    const hourly = await makeTask(own, { ...every, cron: "0 * * * *", calendarIds: [calendarId] });
    const nightly = await makeTask(own, { ...every, cron: "0 2 * * *" });
    await makeTask(own, { type: "cron", cron: "0 2 * * *", timeZone: "UTC", start: true });
    const axis = await own.api.task.upcoming({ from, to: "2027-03-02T00:00:00.000Z" });
    const ofHourly = axis.tasks.find(({ id }) => id === hourly);
    expect(ofHourly?.fires).toHaveLength(25);
    expect(ofHourly?.fires.filter(({ closedBy }) => closedBy === calendarId)).toEqual([
      { at: "2027-03-01T22:00:00.000Z", closedBy: calendarId },
    ]);
    expect(axis.calendars).toEqual([
      {
        id: calendarId,
        name: "freeze",
        closed: [{ from: "2027-03-01T21:30:00.000Z", to: "2027-03-01T22:30:00.000Z" }],
      },
    ]);
    expect(axis.collisions).toMatchObject([
      { target: { id: shared }, from: "2027-03-01T02:00:00.000Z", taskIds: [hourly, nightly], most: 2 },
    ]);
  });

  test("is shown for a month at most", async () => {
    const span = { from: "2027-01-01T00:00:00Z", to: "2027-03-01T00:00:00Z" };
    await expect(person.api.task.upcoming(span)).rejects.toMatchObject({
      cause: { reason: "SPAN_TOO_LONG" },
    });
  });
});
