import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";

/** 200 with `npm run test:faults`; each costs a busy machine a handshake of a tenth of a second. */
const targetCount = Number(process.env.HOSTRUN_TARGETS ?? 60);
let fleet: Fleet;

beforeAll(async () => {
  fleet = await openFleet();
  // Nobody is killed here: a machine that is held up for a moment must not count as a death.
  const settings = { HOSTRUN_WORKER_SLOTS: "24" };
  await Promise.all([fleet.startWorker(settings), fleet.startWorker(settings)]);
});
afterAll(() => fleet.close());

test("two workers share a run, and every target is started exactly once", async () => {
  const taskId = await fleet.makeTask("true", targetCount, { strategy: { concurrency: 40 } });
  const before = fleet.sshd.sessions();
  const { log, targets } = await fleet.ended(await fleet.start(taskId), 100_000);
  expect(log).toMatchObject({ state: "succeeded", succeededCount: targetCount, activeCount: 0 });
  expect(await fleet.startsOf(targets)).toEqual(Array(targetCount).fill(1));
  expect(fleet.sshd.sessions() - before).toBe(targetCount);
  expect(new Set(targets.map((target) => target.workerId)).size).toBe(2);
}, 120_000);
