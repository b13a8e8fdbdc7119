import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Fleet,
  openFleet,
  shortLease,
  type TargetLog,
  type WorkerProcess,
} from "../server/testing/fleet.ts";

/** How many moments are tried: 20, or as many as HOSTRUN_KILLS says (`npm run test:faults`). */
const moments = Number(process.env.HOSTRUN_KILLS ?? 20);
/** The same seed gives the same moments; what the machine does at them is its own. */
const firstSeed = Number(process.env.HOSTRUN_SEED ?? randomInt(1_000_000));
const momentsPerKill = 4;
const targetCount = 6;
/** About as long as a run takes, from its start to its end. */
const longestMs = 1_500;

let fleet: Fleet;
let taskId: number;
let workers: WorkerProcess[];
const killed = new Set<number>();
/** Targets that a kill made lost, or handed on to another worker. */
let met = 0;

beforeAll(async () => {
  fleet = await openFleet();
  workers = await Promise.all([fleet.startWorker(shortLease), fleet.startWorker(shortLease)]);
  taskId = await fleet.makeTask("echo begun; sleep 0.2; echo done", targetCount, {
    strategy: { concurrency: 4 },
  });
});
afterAll(() => fleet.close());

const groups = Array.from({ length: Math.ceil(moments / momentsPerKill) }, (_, group) =>
  Array.from({ length: momentsPerKill }, (_, index) => firstSeed + group * momentsPerKill + index),
);

test.each(groups.map((seeds) => [seeds]))(
  "a worker killed in the middle of a run: at most one start a target, and the run ends (seeds %j)",
  async (seeds) => {
    const [first, second] = workers;
    const random = randomOf(seeds[0] ?? 0);
    // One kill serves several moments: at it, each run is as old as its seed says.
    const runs = Promise.all(seeds.map((seed) => startAfter(longestMs * (1 - randomOf(seed)()))));
    await delay(longestMs);
    const [victim, other] = random() < 0.5 ? [first, second] : [second, first];
    if (victim === undefined || other === undefined) throw new Error("no worker to kill");
    for (const id of await fleet.registrationsOf(victim)) killed.add(id);
    await victim.kill();
    workers = [other, await fleet.startWorker(shortLease)];
    for (const taskLogId of await runs) await checkRun(taskLogId);
  },
  120_000,
);

test("the kills met targets in hand: none of this was for nothing", () => {
  expect(met).toBeGreaterThan(0);
});

async function startAfter(ms: number): Promise<number> {
  await delay(ms);
  return fleet.start(taskId);
}

async function checkRun(taskLogId: number): Promise<void> {
  const { log, targets } = await fleet.ended(taskLogId);
  const starts = await fleet.startsOf(targets);
  const lost = targets.filter(({ state }) => state === "lost").length;
  expect(log).toMatchObject({
    state: lost > 0 ? "interrupted" : "succeeded",
    succeededCount: targetCount - lost,
    lostCount: lost,
    activeCount: 0,
    batchPending: 0,
  });
  targets.forEach((target, index) => {
    checkTarget(target, starts[index] ?? 0);
  });
}

/** Lost only where a start may have happened, in the hands of a worker that was killed; never started twice. */
function checkTarget(target: TargetLog, starts: number): void {
  expect(starts).toBeLessThanOrEqual(1);
  if (target.epoch > 1 || target.state === "lost") met++;
  if (target.state === "succeeded") {
    expect(starts).toBe(1);
    return;
  }
  expect(target).toMatchObject({ state: "lost", reason: "worker", execSentAt: expect.any(String) });
  expect(killed).toContain(target.workerId);
}

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
