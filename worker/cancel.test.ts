import { createServer, type Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";

let fleet: Fleet;
/** A host that accepts and never speaks: its targets stay `connecting`. */
let mute: Server;

beforeAll(async () => {
  fleet = await openFleet();
  mute = createServer(() => {});
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  await fleet.startWorker();
});
afterAll(async () => {
  await fleet.close();
  mute.close();
});

const patience = { timeout: 15_000, interval: 20 };

async function statesOf(taskLogId: number): Promise<string[]> {
  return (await fleet.read(taskLogId)).targets.map(({ state }) => state);
}

test("a run that is stopped while it connects ends at once, and nothing starts later", async () => {
  const { port } = mute.address() as { port: number };
  const strategy = { connectTimeoutSeconds: 60, connectRetries: 0 };
  const id = await fleet.start(await fleet.makeTask("true", [{ address: "127.0.0.1", port }], { strategy }));
  await expect.poll(() => statesOf(id), patience).toEqual(["connecting"]);
  await fleet.cancel(id);
  const { log, targets } = await fleet.read(id);
  expect(log.state).toBe("cancelled");
  expect(targets).toMatchObject([{ state: "skipped", reason: "cancelled", exitCode: null }]);
  expect(await fleet.startsOf(targets)).toEqual([0]);
});

test("a run that is stopped twice is stopped once", async () => {
  const id = await fleet.start(
    await fleet.makeTask("trap '' TERM; echo begun; sleep 60", 1, { strategy: { stopGraceSeconds: 1 } }),
  );
  await expect.poll(async () => (await fleet.read(id)).targets[0]?.lastLine, patience).toBe("begun");
  await Promise.all([fleet.cancel(id), fleet.cancel(id)]);
  const { log, targets } = await fleet.ended(id);
  expect(log).toMatchObject({ state: "cancelled", cancelledCount: 1, activeCount: 0 });
  expect(targets).toMatchObject([{ state: "cancelled" }]);
  expect(await fleet.startsOf(targets)).toEqual([1]);
});

test("a stop just after the end changes nothing of what is on record", async () => {
  const id = await fleet.start(await fleet.makeTask("exit 3", 2));
  const before = await fleet.ended(id);
  await fleet.cancel(id);
  expect(await fleet.read(id)).toEqual(before);
  expect(before.log.state).toBe("failed");
});

test("a stop at any moment of a short run leaves each target with one true end", async () => {
  for (const ms of [0, 30, 60, 120, 250, 500]) {
    const id = await fleet.start(await fleet.makeTask("exit 0", 4, { strategy: { concurrency: 2 } }));
    await delay(ms);
    await fleet.cancel(id);
    const { log, targets } = await fleet.ended(id);
    const starts = await fleet.startsOf(targets);
    targets.forEach((target, index) => {
      expect(["succeeded", "cancelled", "skipped"]).toContain(target.state);
      expect(starts[index]).toBeLessThanOrEqual(1);
      if (target.state === "succeeded") expect(starts[index]).toBe(1);
      if (target.state === "skipped") expect(starts[index]).toBe(0);
    });
    expect(log.state).toBe(targets.every(({ state }) => state === "succeeded") ? "succeeded" : "cancelled");
  }
});
