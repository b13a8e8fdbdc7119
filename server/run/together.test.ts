import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { found } from "../errors.ts";
import { OutputBuffer } from "../execute/output-buffer.ts";
import { Recorder } from "../execute/recorder.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeProxy, makeRun, makeTarget, makeTask, makeWorker } from "../testing/factories.ts";
import { endOf, type HostEnd } from "../testing/run-to-end.ts";
import { type Claim, claim } from "./claim.ts";
import { recordEnds } from "./end.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

const well: HostEnd = { state: "succeeded" };
const bad: HostEnd = { state: "failed", reason: "exit_code", exitCode: 3 };

const runOf = (id: number) => person.api.taskLog.get({ id });

/** Runs on so many hosts each, not begun. */
async function runsOn(...hostCounts: number[]): Promise<number[]> {
  const ids: number[] = [];
  for (const count of hostCounts) {
    const targetIds: number[] = [];
    for (let n = 0; n < count; n++) targetIds.push(await makeTarget(person));
    ids.push((await makeRun(person, await makeTask(person, { targetIds }))).taskLogId);
  }
  return ids;
}

/** Takes runs, and answers what was taken, in the order of the runs. */
async function taken(runs: number[], freeSlots = 100): Promise<{ workerId: number; claims: Claim[][] }> {
  const workerId = await makeWorker(world);
  const claimed = await claim(world, { id: workerId, freeSlots }, runs);
  return { workerId, claims: runs.map((id) => claimed.find(({ run }) => run.id === id)?.claims ?? []) };
}

test("several runs are taken together, in their order and no more than there are free slots", async () => {
  const runs = await runsOn(3, 2, 2);
  const { claims } = await taken(runs.toReversed(), 5);
  expect(claims.map(({ length }) => length)).toEqual([2, 2, 1]);
  const counts = await Promise.all(runs.map(async (id) => (await runOf(id)).counts));
  expect(counts).toMatchObject([{ active: 1, pending: 2 }, { active: 2 }, { active: 2 }]);
  const { claims: rest } = await taken(runs);
  expect(rest.map(({ length }) => length)).toEqual([2, 0, 0]);
});

test("a run that another worker has in hand is passed over, and waited for only where there is nothing else", async () => {
  const runs = await runsOn(1, 1);
  const held = found(runs[0]);
  const late = await inTenant(asSystem(world.database), async (tx) => {
    await tx.execute(sql`select from e_script_task_log where id = ${held} for no key update`);
    expect((await taken(runs)).claims.map(({ length }) => length)).toEqual([0, 1]);
    const waiting = taken([held]);
    await somebodyWaits();
    return { waiting };
  });
  expect((await late.waiting).claims.map(({ length }) => length)).toEqual([1]);
});

/** Resolves once somebody waits for a row that this test holds. */
async function somebodyWaits(): Promise<void> {
  await expect
    .poll(
      async () => {
        const waiting = await inTenant(asSystem(world.database), (tx) =>
          tx.execute(
            sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          ),
        );
        return waiting.rows.length;
      },
      { timeout: 10_000 },
    )
    .toBe(1);
}

test("of runs behind one proxy that are taken together, no more than each allows go through it", async () => {
  const proxyId = await makeProxy(person);
  const runs: number[] = [];
  for (const perProxyConcurrency of [2, 3]) {
    const targetIds: number[] = [];
    for (let n = 0; n < 4; n++) targetIds.push(await makeTarget(person, { proxyId }));
    const taskId = await makeTask(person, { targetIds, perProxyConcurrency });
    runs.push((await makeRun(person, taskId)).taskLogId);
  }
  const free = await runsOn(1);
  const { claims } = await taken([...runs, ...free]);
  // The first takes two places; with those in use the second, which allows three, finds one more.
  expect(claims.map(({ length }) => length)).toEqual([2, 1, 1]);
});

test("ends of several runs are stored together: each run ends as its own hosts did, and one with hosts left goes on", async () => {
  const runs = await runsOn(1, 2, 2, 1);
  const { workerId, claims } = await taken(runs);
  const ends = [[well], [well, bad], [well], [{ state: "lost", reason: "worker" } as const]];
  await recordEnds(
    world,
    workerId,
    ends.flatMap((own, run) =>
      own.map((end, host) => endOf(found(claims[run]?.[host]), person.tenantId, { ...end, stdout: "x\n" })),
    ),
  );
  const stored = await Promise.all(runs.map(runOf));
  expect(stored.map(({ state }) => state)).toEqual(["succeeded", "failed", "running", "interrupted"]);
  expect(stored.map(({ counts }) => counts)).toMatchObject([
    { succeeded: 1 },
    { succeeded: 1, failed: 1 },
    { succeeded: 1, active: 1 },
    { lost: 1 },
  ]);
  for (const { taskId, state } of stored) {
    expect(await person.api.task.get({ id: taskId })).toMatchObject({ state });
  }
});

test("of two runs of a task that fail in one moment the first alone is a change", async () => {
  const taskId = await makeTask(person, { noticeRule: "change" });
  const runs = [(await makeRun(person, taskId)).taskLogId, (await makeRun(person, taskId)).taskLogId];
  const { workerId, claims } = await taken(runs);
  await recordEnds(
    world,
    workerId,
    claims.map(([owned]) => endOf(found(owned), person.tenantId, bad)),
  );
  const { items } = await person.api.notice.list({ taskId });
  expect(items.map(({ taskLogId }) => taskLogId)).toEqual([runs[0]]);
});

test("an end that the database refuses for its content keeps no other run's end from being stored", async () => {
  const runs = await runsOn(1, 1);
  const { workerId, claims } = await taken(runs);
  const recorder = new Recorder(world, workerId, () => {});
  const [refused, stored] = claims.map(([owned], index) => {
    const claimed = found(owned);
    // Text of the database holds no zero byte.
    const end = { ...endOf(claimed, person.tenantId, well), detail: index === 0 ? "a\0b" : null };
    return recorder.end(end, new OutputBuffer(claimed, 1024));
  });
  await expect(refused).rejects.toThrow();
  await stored;
  recorder.close();
  expect((await Promise.all(runs.map(runOf))).map(({ state }) => state)).toEqual(["running", "succeeded"]);
});
