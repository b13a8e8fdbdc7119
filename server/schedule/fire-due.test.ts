import { and, asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { calendar, scheduleFire } from "../db/tables/schedule.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { found } from "../errors.ts";
import { cancelRun } from "../run/cancel.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeTask } from "../testing/factories.ts";
import { fireAllDue } from "./due-scan.ts";
import { fireDue, fireTogether } from "./fire-due.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world.close());

type Given = NonNullable<Parameters<typeof makeTask>[1]>;

/** A started task that fires every ten minutes, with its first moment. */
async function aSchedule(given: Partial<Given> = {}) {
  const id = await makeTask(person, {
    type: "cron",
    cron: "*/10 * * * *",
    timeZone: "UTC",
    start: true,
    ...given,
  });
  const { nextFireAt } = await person.api.task.get({ id });
  return { id, at: new Date(nextFireAt ?? 0), after: (minutes: number) => later(nextFireAt, minutes) };
}

function later(from: string | null, minutes: number): Date {
  return new Date(new Date(from ?? 0).getTime() + minutes * 60_000);
}

/** Fires what is due for one task at a moment of the test's own clock. */
async function at(moment: Date, { id }: { id: number }): Promise<void> {
  for (;;) {
    const { nextFireAt } = await person.api.task.get({ id });
    if (nextFireAt === null || new Date(nextFireAt) > moment) return;
    await fireDue(world, id, nextFireAt, moment);
  }
}

function firesOf(id: number) {
  return inTenant(asSystem(world.database), (tx) =>
    tx.select().from(scheduleFire).where(eq(scheduleFire.taskId, id)).orderBy(asc(scheduleFire.fireAt)),
  );
}

async function outcomesOf(id: number): Promise<string[]> {
  return (await firesOf(id)).map(({ outcome }) => outcome);
}

function runsOf(id: number) {
  return inTenant(asSystem(world.database), (tx) =>
    tx.select().from(taskLog).where(eq(taskLog.taskId, id)).orderBy(asc(taskLog.id)),
  );
}

/** Ends a run as its last target would: by a stop, or with a state. */
async function endRun(taskLogId: number): Promise<void> {
  await cancelRun(person.ctx, taskLogId);
}

describe("a moment that has come", () => {
  test("starts one run, which says that a schedule did it and for when, and the next one is planned", async () => {
    const schedule = await aSchedule();
    await at(schedule.after(0), schedule);
    const [fire] = await firesOf(schedule.id);
    const [run] = await runsOf(schedule.id);
    expect(fire).toMatchObject({ outcome: "ran", taskLogId: run?.id, latenessMs: 0, reason: null });
    expect(run).toMatchObject({
      trigger: "schedule",
      executedBy: "schedule",
      plannedAt: schedule.at.toISOString(),
      state: "queued",
    });
    expect((await person.api.task.get({ id: schedule.id })).nextFireAt).toBe(
      schedule.after(10).toISOString(),
    );
  });

  test("makes at most one run, with many workers that look at once", async () => {
    // The same first moment for all, also where the next one comes while they are made.
    const startAt = new Date(Date.now() + 3_600_000).toISOString();
    const schedules = await Promise.all(Array.from({ length: 20 }, () => aSchedule({ startAt })));
    const moment = schedules[0]?.after(0);
    await Promise.all(Array.from({ length: 4 }, () => fireAllDue(world, { at: moment })));
    for (const { id } of schedules) {
      expect(await outcomesOf(id)).toEqual(["ran"]);
      expect(await runsOf(id)).toHaveLength(1);
    }
  });

  test("of several at once each comes to its own, whatever the others lack", async () => {
    const good = await aSchedule();
    const hostless = await aSchedule();
    await inTenant(asSystem(world.database), (tx) =>
      tx.execute(sql`delete from e_script_task_target where task_id = ${hostless.id}`),
    );
    const busy = await aSchedule({ overlap: "skip" });
    const replaced = await aSchedule({ overlap: "replace" });
    for (const { id } of [busy, replaced]) await person.api.task.run({ id });
    const taken = await aSchedule();
    const moved = await aSchedule();
    const pinned = await aSchedule({ scriptVersion: 1 });
    const all = [good, hostless, busy, replaced, taken, moved, pinned];
    const due = all.map(({ id, at: fireAt }) => ({ taskId: id, fireAt: fireAt.toISOString() }));
    const moment = good.after(0);
    await at(moment, moved);
    await inTenant(asSystem(world.database), async (tx) => {
      await tx.execute(sql`select from e_script_task where id = ${taken.id} for no key update`);
      expect(await fireTogether(world, due, moment)).toBe(5);
    });
    const outcomes = await Promise.all(all.map(({ id }) => outcomesOf(id)));
    expect(outcomes).toEqual([["ran"], ["refused"], ["skipped_overlap"], ["ran"], [], ["ran"], ["ran"]]);
    const runs = await Promise.all(all.map(({ id }) => runsOf(id)));
    expect(runs.map(({ length }) => length)).toEqual([1, 0, 1, 2, 0, 1, 1]);
    for (const [index, { id }] of all.entries()) {
      const [fire, run] = [(await firesOf(id))[0], runs[index]?.at(-1)];
      if (fire?.outcome === "ran") expect(fire.taskLogId).toBe(run?.id);
      if (fire?.outcome === "ran") expect(run).toMatchObject({ taskId: id, plannedAt: moment.toISOString() });
      const { nextFireAt } = await person.api.task.get({ id });
      expect(nextFireAt).toBe((id === taken.id ? moment : good.after(10)).toISOString());
    }
  });

  test("up to a minute late is on time, with its lateness", async () => {
    const schedule = await aSchedule();
    await at(new Date(schedule.at.getTime() + 60_000), schedule);
    expect(await firesOf(schedule.id)).toMatchObject([{ outcome: "ran", latenessMs: 60_000 }]);
  });

  test("counts once, though the clock is set back an hour and goes on", async () => {
    const schedule = await aSchedule({ overlap: "parallel", overlapLimit: 100 });
    for (const minutes of [0, 10, 20, 30]) await at(schedule.after(minutes), schedule);
    // An hour back: the schedule is computed anew from there, as an edit would do it.
    await inTenant(asSystem(world.database), (tx) =>
      tx
        .update(task)
        .set({ nextFireAt: schedule.after(0).toISOString() })
        .where(eq(task.id, schedule.id)),
    );
    for (const minutes of [0, 10, 20, 30, 40]) await at(schedule.after(minutes), schedule);
    expect(await outcomesOf(schedule.id)).toEqual(["ran", "ran", "ran", "ran", "ran"]);
    expect(await runsOf(schedule.id)).toHaveLength(5);
  });

  test("set forward an hour, the moments in it are missed, and the newest is made up for", async () => {
    const schedule = await aSchedule();
    await at(schedule.after(55), schedule);
    expect(await outcomesOf(schedule.id)).toEqual(["missed", "missed", "missed", "missed", "missed", "late"]);
    await at(schedule.after(5), schedule);
    expect(await runsOf(schedule.id)).toHaveLength(1);
  });

  test("finds no host to run on: it is refused with the reason, and the schedule goes on", async () => {
    const schedule = await aSchedule();
    await inTenant(asSystem(world.database), (tx) =>
      tx.execute(sql`delete from e_script_task_target where task_id = ${schedule.id}`),
    );
    await at(schedule.after(0), schedule);
    expect(await firesOf(schedule.id)).toMatchObject([
      { outcome: "refused", reason: "NO_TARGETS", taskLogId: null },
    ]);
    expect((await person.api.task.get({ id: schedule.id })).nextFireAt).not.toBeNull();
  });
});

describe("nobody was there over three moments", () => {
  test.each([
    ["run_once within its window: the newest is made up for", {}, 25, ["missed", "missed", "late"], "newer"],
    [
      "run_once past its window: none is",
      { misfireWindowSeconds: 120 },
      25,
      ["missed", "missed", "missed"],
      "window",
    ],
    ["skip: none is", { misfire: "skip" }, 25, ["missed", "missed", "missed"], "rule_skip"],
    [
      "the third is on time: it is run, and the others stay missed",
      {},
      20,
      ["missed", "missed", "ran"],
      "newer",
    ],
    ["skip, and the third is on time", { misfire: "skip" }, 20, ["missed", "missed", "ran"], "newer"],
  ] as const)("%s", async (_name, policy, minutes, outcomes, reason) => {
    const schedule = await aSchedule(policy);
    await at(schedule.after(minutes), schedule);
    const fires = await firesOf(schedule.id);
    expect(fires.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(fires[0]?.reason).toBe(reason);
    expect(await runsOf(schedule.id)).toHaveLength(outcomes.filter((one) => one !== "missed").length);
    expect((await person.api.task.get({ id: schedule.id })).nextFireAt).toBe(
      schedule.after(30).toISOString(),
    );
  });

  test("more than a hundred are told in one row, with their number", async () => {
    const schedule = await aSchedule({ misfire: "skip" });
    await at(schedule.after(10 * 150 + 5), schedule);
    expect(await firesOf(schedule.id)).toMatchObject([
      { outcome: "missed", count: 151, lastFireAt: schedule.after(1500).toISOString() },
    ]);
  });

  test("a task that runs once follows the same rule, and is finished then", async () => {
    const runAt = new Date(Date.now() + 3_600_000).toISOString();
    const schedule = { id: await makeTask(person, { type: "once", runAt, start: true }) };
    await at(later(runAt, 30), schedule);
    expect(await firesOf(schedule.id)).toMatchObject([{ outcome: "late", latenessMs: 1_800_000 }]);
    expect(await person.api.task.get({ id: schedule.id })).toMatchObject({
      enabled: false,
      nextFireAt: null,
      noNextFireReason: "finished",
    });
  });
});

describe("a run is in the way", () => {
  test("skip: the fire links to it, and there is no run", async () => {
    const schedule = await aSchedule({ overlap: "skip" });
    const { taskLogId } = await person.api.task.run({ id: schedule.id });
    await at(schedule.after(0), schedule);
    expect(await firesOf(schedule.id)).toMatchObject([
      { outcome: "skipped_overlap", reason: "running", inTheWayId: taskLogId, taskLogId: null },
    ]);
    expect(await runsOf(schedule.id)).toHaveLength(1);
  });

  test("queue: one waits and starts when the run ends, a second one is skipped", async () => {
    const schedule = await aSchedule({ overlap: "queue" });
    const { taskLogId } = await person.api.task.run({ id: schedule.id });
    await at(schedule.after(0), schedule);
    await at(schedule.after(10), schedule);
    expect(await firesOf(schedule.id)).toMatchObject([
      { outcome: "queued", inTheWayId: taskLogId },
      { outcome: "skipped_overlap", reason: "queue_full" },
    ]);
    await endRun(taskLogId);
    const [, run] = await runsOf(schedule.id);
    expect((await firesOf(schedule.id))[0]).toMatchObject({ outcome: "ran", taskLogId: run?.id });
    expect(run).toMatchObject({ trigger: "schedule", plannedAt: schedule.at.toISOString(), state: "queued" });
  });

  test("queue: what waits is cancelled when the schedule is stopped, and does not start with the run's end", async () => {
    const schedule = await aSchedule({ overlap: "queue" });
    await person.api.task.run({ id: schedule.id });
    await at(schedule.after(0), schedule);
    await person.api.task.stop({ id: schedule.id, cancelRunning: true });
    expect(await firesOf(schedule.id)).toMatchObject([
      { outcome: "cancelled", reason: "stopped", cancelledBy: expect.stringContaining("person") },
    ]);
    expect(await runsOf(schedule.id)).toMatchObject([{ state: "cancelled" }]);
  });

  test("parallel: up to its number run at once", async () => {
    const schedule = await aSchedule({ overlap: "parallel", overlapLimit: 2 });
    for (const minutes of [0, 10, 20]) await at(schedule.after(minutes), schedule);
    expect(await outcomesOf(schedule.id)).toEqual(["ran", "ran", "skipped_overlap"]);
    expect(await runsOf(schedule.id)).toHaveLength(2);
  });

  test("replace: it is stopped, and the moment's own run is started", async () => {
    const schedule = await aSchedule({ overlap: "replace" });
    const { taskLogId } = await person.api.task.run({ id: schedule.id });
    await at(schedule.after(0), schedule);
    const [before, after] = await runsOf(schedule.id);
    expect(before).toMatchObject({ id: taskLogId, state: "cancelled", cancelRequestedBy: "schedule" });
    expect(await firesOf(schedule.id)).toMatchObject([{ outcome: "ran", taskLogId: after?.id }]);
  });
});

describe("a calendar is closed", () => {
  async function closedNow(name: string) {
    const [from, to] = [
      new Date(Date.now() - 60_000).toISOString(),
      new Date(Date.now() + 7_200_000).toISOString(),
    ];
    return inTenant(asSystem(world.database), async (tx) => {
      const values = { tenantId: person.tenantId, name, timeZone: "UTC", createdBy: "test" };
      const rows = await tx
        .insert(calendar)
        .values({ ...values, dated: [{ from, to, note: null }] })
        .returning();
      return found(rows[0]).id;
    });
  }

  test("a fire in it is blocked, with the calendar, missed ones too", async () => {
    const calendarId = await closedNow("change freeze");
    const schedule = await aSchedule({ calendarIds: [calendarId] });
    await at(schedule.after(0), schedule);
    await at(schedule.after(35), schedule);
    expect(await firesOf(schedule.id)).toMatchObject(
      Array.from({ length: 4 }, () => ({ outcome: "blocked", calendarId, calendarName: "change freeze" })),
    );
    expect(await runsOf(schedule.id)).toHaveLength(0);
  });

  test("whoever runs it by hand says why", async () => {
    const calendarId = await closedNow("night");
    const { id } = await aSchedule({ calendarIds: [calendarId] });
    await expect(person.api.task.run({ id })).rejects.toMatchObject({ cause: { reason: "REASON_REQUIRED" } });
    await expect(person.api.task.run({ id, reason: " " })).rejects.toMatchObject({
      cause: { reason: "REASON_REQUIRED" },
    });
    await expect(person.api.task.run({ id, reason: "fire" })).resolves.toBeDefined();
  });
});

describe("failures in a row", () => {
  /** Ends a run as failed, through the engine's own end. */
  async function fail(taskLogId: number): Promise<void> {
    await inTenant(asSystem(world.database), async (tx) => {
      await tx.execute(sql`update e_script_target_log set state = 'failed', reason = 'exit_code', exit_code = 1,
        started_at = now(), ended_at = now() where task_log_id = ${taskLogId}`);
      await tx.execute(sql`update e_script_task_log set failed_count = 1, batch_pending = 0, state = 'running',
        started_at = now() where id = ${taskLogId}`);
    });
    const { claim } = await import("../run/claim.ts");
    await claim(world, { id: 1, freeSlots: 4 }, [taskLogId]);
  }

  test("stop the schedule at their number, and it says so; starting it again counts anew", async () => {
    const schedule = await aSchedule({ pauseAfterFailures: 2 });
    for (const minutes of [0, 10]) {
      await at(schedule.after(minutes), schedule);
      await fail((await runsOf(schedule.id)).at(-1)?.id ?? 0);
    }
    expect(await person.api.task.get({ id: schedule.id })).toMatchObject({
      enabled: false,
      nextFireAt: null,
      noNextFireReason: "paused",
      failuresInRow: 2,
      state: "failed",
    });
    const { nextFireAt } = await person.api.task.start({ id: schedule.id });
    expect(nextFireAt).not.toBeNull();
    expect(await person.api.task.get({ id: schedule.id })).toMatchObject({ enabled: true, failuresInRow: 0 });
  });
});

describe("jitter, and the window", () => {
  test("a task's delay is always the same, and stands in its next fire", async () => {
    const schedule = await aSchedule({ jitterSeconds: 300, overlap: "parallel" });
    const delay = schedule.at.getTime() % 600_000;
    expect(delay).toBeLessThanOrEqual(300_000);
    await at(schedule.after(0), schedule);
    expect((await person.api.task.get({ id: schedule.id })).nextFireAt).toBe(
      schedule.after(10).toISOString(),
    );
  });

  test("nothing fires before the start, and after the end the task is finished", async () => {
    const startAt = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 3_600_000).toISOString();
    const schedule = await aSchedule({
      startAt,
      endAt: later(startAt, 10).toISOString(),
      overlap: "parallel",
    });
    expect(schedule.at.toISOString()).toBe(startAt);
    await at(schedule.after(0), schedule);
    await at(schedule.after(10), schedule);
    expect(await outcomesOf(schedule.id)).toEqual(["ran", "ran"]);
    expect(await person.api.task.get({ id: schedule.id })).toMatchObject({
      enabled: false,
      noNextFireReason: "finished",
    });
  });
});

describe("changed in the moment in which it fires", () => {
  const due = (id: number, moment: Date) =>
    inTenant(asSystem(world.database), (tx) =>
      tx
        .update(task)
        .set({ nextFireAt: moment.toISOString() })
        .where(and(eq(task.id, id))),
    );

  test.each([
    ["stopped", (id: number) => person.api.task.stop({ id }), "stopped"],
    ["edited", (id: number) => person.api.task.update({ id, cron: "5 * * * *" }), "edited"],
  ])("%s: the moment is accounted for once, whoever was first", async (_name, change, reason) => {
    for (let round = 0; round < 10; round++) {
      const schedule = await aSchedule();
      const moment = new Date(Math.floor(Date.now() / 1000) * 1000);
      await due(schedule.id, moment);
      await Promise.all([fireDue(world, schedule.id, moment.toISOString()), change(schedule.id)]);
      const fires = await firesOf(schedule.id);
      expect(fires).toHaveLength(1);
      const [fire] = fires;
      expect([fire?.outcome, fire?.reason]).toEqual(
        fire?.outcome === "ran" ? ["ran", null] : ["cancelled", reason],
      );
      expect(await runsOf(schedule.id)).toHaveLength(fire?.outcome === "ran" ? 1 : 0);
    }
  });
});
