import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { notify } from "../server/db/notify.ts";
import { scheduleFire } from "../server/db/tables/schedule.ts";
import { targetLog } from "../server/db/tables/target-log.ts";
import { task } from "../server/db/tables/task.ts";
import { taskLog } from "../server/db/tables/task-log.ts";
import { type Fleet, openFleet, type WorkerProcess } from "../server/testing/fleet.ts";

let fleet: Fleet;
let workers: WorkerProcess[];

beforeAll(async () => {
  fleet = await openFleet();
  // Nobody is killed here: a machine that is held up for a moment must not count as a death.
  const settings = { HOSTRUN_WORKER_SLOTS: "24" };
  workers = await Promise.all([fleet.startWorker(settings), fleet.startWorker(settings)]);
});
afterAll(() => fleet?.close());

const everywhere = <T>(work: Parameters<typeof inTenant<T>>[1]) => inTenant(asSystem(fleet.database), work);

/** Plans tasks as a start does; answers the moment. */
async function plan(ids: number[], given: { cron: string; seconds: number }): Promise<string> {
  return everywhere(async (tx) => {
    const planned = await tx
      .update(task)
      .set({
        type: "cron",
        cron: given.cron,
        timeZone: "UTC",
        enabled: true,
        noNextFireReason: null,
        nextFireAt: sql`date_trunc('second', now()) + make_interval(secs => ${given.seconds})`,
      })
      .where(inArray(task.id, ids))
      .returning({ at: task.nextFireAt });
    await notify(tx, "hostrun_schedule", ids.slice(0, 1));
    return planned[0]?.at ?? "";
  });
}

/** So many tasks on one host, which share its connection. */
async function makeTasks(count: number): Promise<number[]> {
  const first = await fleet.makeTask("true", 1);
  await everywhere((tx) =>
    tx.execute(sql`
      insert into e_script_task (tenant_id, name, type, script_id, strategy, created_by)
      select tenant_id, ${randomUUID()} || n, type, script_id, strategy, created_by
      from e_script_task, generate_series(2, ${count}) as n where id = ${first}`),
  );
  return everywhere(async (tx) => {
    const made = await tx.execute<{ id: number }>(sql`
      select t.id from e_script_task t, e_script_task o
      where o.id = ${first} and t.script_id = o.script_id order by t.id`);
    await tx.execute(sql`
      insert into e_script_task_target (tenant_id, task_id, target_id)
      select o.tenant_id, t.id, o.target_id from e_script_task t, e_script_task_target o
      where o.task_id = ${first} and t.id <> ${first}
        and t.script_id = (select script_id from e_script_task where id = ${first})`);
    return made.rows.map(({ id }) => id);
  });
}

const firesOf = (ids: number[]) =>
  everywhere((tx) =>
    tx
      .select()
      .from(scheduleFire)
      .where(inArray(scheduleFire.taskId, ids))
      .orderBy(asc(scheduleFire.taskId), asc(scheduleFire.fireAt)),
  );

test("a moment fires in its very second, on the machine's own clock, and its script runs", async () => {
  const ids: number[] = [];
  const moments: string[] = [];
  for (const seconds of [3, 5, 7]) {
    const taskId = await fleet.makeTask("true", 1);
    ids.push(taskId);
    moments.push(await plan([taskId], { cron: "0 0 1 1 *", seconds }));
  }
  await expect.poll(() => firesOf(ids), { timeout: 25_000, interval: 50 }).toHaveLength(3);
  const fires = await firesOf(ids);
  expect(fires).toMatchObject(moments.map((fireAt) => ({ fireAt, outcome: "ran" })));
  const [least, middle] = fires.map(({ latenessMs }) => latenessMs ?? Number.NaN).sort((a, b) => a - b);
  expect(least).toBeGreaterThanOrEqual(0);
  // At one of them the machine may have been held up.
  expect(middle).toBeLessThan(1_000);
  for (const [index, fire] of fires.entries()) {
    const { log, targets } = await fleet.ended(fire.taskLogId ?? 0);
    expect(log).toMatchObject({ state: "succeeded", trigger: "schedule", plannedAt: moments[index] });
    expect(await fleet.startsOf(targets)).toEqual([1]);
  }
});

test("two workers and two hundred schedules: each moment is accounted for once, and runs at most once", async () => {
  const ids = await makeTasks(200);
  const first = await plan(ids, { cron: "*/10 * * * * *", seconds: 5 });
  const moments = async () => new Set((await firesOf(ids)).map(({ fireAt }) => fireAt)).size;
  await expect.poll(moments, { timeout: 100_000, interval: 500 }).toBeGreaterThanOrEqual(3);
  // Stopped together, between two moments, as somebody would: what was planned until then has fired or will not.
  await everywhere((tx) =>
    tx
      .update(task)
      .set({ enabled: false, nextFireAt: null, noNextFireReason: "stopped" })
      .where(inArray(task.id, ids)),
  );
  const open = () =>
    everywhere((tx) =>
      tx
        .select({ id: taskLog.id })
        .from(taskLog)
        .where(and(inArray(taskLog.taskId, ids), sql`${taskLog.endedAt} is null`)),
    );
  await expect.poll(open, { timeout: 100_000, interval: 500 }).toHaveLength(0);

  const fires = await firesOf(ids);
  const byTask = Map.groupBy(fires, ({ taskId }) => taskId);
  expect(byTask.size).toBe(200);
  for (const [taskId, own] of byTask) {
    // No moment between its first and its last is left out.
    const seconds = own.slice(1).map(({ fireAt }) => Date.parse(fireAt) / 1000);
    expect(seconds, `task ${taskId}`).toEqual(seconds.map((_, index) => (seconds[0] ?? 0) + index * 10));
    expect(own[0]?.fireAt).toBe(first);
  }
  const runs = await everywhere((tx) =>
    tx
      .select({ taskId: taskLog.taskId, plannedAt: taskLog.plannedAt, state: taskLog.state })
      .from(taskLog)
      .where(and(inArray(taskLog.taskId, ids), isNotNull(taskLog.plannedAt))),
  );
  expect(new Set(runs.map(({ taskId, plannedAt }) => `${taskId} ${plannedAt}`)).size).toBe(runs.length);
  expect(runs.length).toBe(fires.filter(({ outcome }) => outcome === "ran" || outcome === "late").length);
  const logs = await everywhere((tx) =>
    tx
      .select()
      .from(targetLog)
      .where(
        inArray(
          targetLog.taskLogId,
          fires.flatMap(({ taskLogId }) => taskLogId ?? []),
        ),
      ),
  );
  expect(Math.max(...(await fleet.startsOf(logs)))).toBe(1);
  expect(new Set(logs.map(({ workerId }) => workerId)).size).toBe(2);
}, 240_000);

test("while no worker lives moments are missed, and the newest is made up for by the next one", async () => {
  const taskId = await fleet.makeTask("true", 1);
  for (const worker of workers) await worker.kill();
  await everywhere((tx) =>
    tx
      .update(task)
      .set({
        type: "cron",
        cron: "*/2 * * * *",
        timeZone: "UTC",
        enabled: true,
        noNextFireReason: null,
        // Seven minutes ago, on an even one: three or more moments lie between then and the last minute.
        nextFireAt: sql`date_bin('2 minutes', now() - interval '7 minutes', 'epoch')`,
      })
      .where(eq(task.id, taskId)),
  );
  workers = [await fleet.startWorker()];
  let all: string[] = [];
  const newest = async () => {
    all = (await firesOf([taskId])).map(({ outcome }) => outcome);
    return all.at(-1);
  };
  await expect.poll(newest, { timeout: 30_000, interval: 50 }).toMatch(/ran|late/);
  expect(all.length).toBeGreaterThanOrEqual(3);
  expect(all.slice(0, -1).every((outcome) => outcome === "missed")).toBe(true);
});
