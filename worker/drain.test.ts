import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet, shortLease } from "../server/testing/fleet.ts";

let fleet: Fleet;
/** A host that accepts and never speaks: its targets stay `connecting`. */
let mute: Server;
let mutePort: number;

beforeAll(async () => {
  fleet = await openFleet();
  mute = createServer(() => {});
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  mutePort = (mute.address() as { port: number }).port;
});
afterAll(async () => {
  await fleet.close();
  mute.close();
});

/** Time for scripts to end on a busy machine; the one that does not end is waited for as long. */
const drainSeconds = 8;

test("told to end with runs in hand, a worker finishes what it can, gives back the rest, and says what is lost", async () => {
  const settings = { ...shortLease, HOSTRUN_DRAIN_SECONDS: String(drainSeconds), HOSTRUN_WORKER_SLOTS: "6" };
  const leaving = await fleet.startWorker(settings);
  const [leavingId] = await fleet.registrationsOf(leaving);
  const host = { address: "127.0.0.1", port: mutePort };
  const start = async (...of: Parameters<Fleet["makeTask"]>) => fleet.start(await fleet.makeTask(...of));
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-drain-"));
  await chmod(folder, 0o755);
  const gate = path.join(folder, "gate");
  const untilGate = `echo begun; while [ ! -e '${gate}' ]; do sleep 0.1; done`;
  const short = await start(untilGate, 3, { strategy: { concurrency: 2 } });
  const long = await start("echo begun; sleep 60", 1);
  const unsent = await start("true", [host], { strategy: { connectTimeoutSeconds: 60 } });
  const states = async () => {
    const all = await Promise.all([short, long, unsent].map((id) => fleet.read(id)));
    return all.flatMap(({ targets }) => targets.map(({ state }) => state)).sort();
  };
  const inHand = ["connecting", "pending", "running", "running", "running"];
  await expect.poll(states, { timeout: 15_000, interval: 20 }).toEqual(inHand);

  const began = performance.now();
  leaving.signal("SIGTERM");
  const givenBack = [{ state: "pending", workerId: null }];
  await expect
    .poll(async () => (await fleet.read(unsent)).targets, { interval: 20 })
    .toMatchObject(givenBack);
  // From here on it takes nothing more: what is pending stays so, though places come free.
  await writeFile(gate, "");
  await leaving.ended;
  expect(leaving.child.exitCode).toBe(0);
  expect(performance.now() - began).toBeLessThan((drainSeconds + 15) * 1_000);

  const finished = (await fleet.read(short)).targets;
  expect(finished.map(({ state }) => state).sort()).toEqual(["pending", "succeeded", "succeeded"]);
  expect((await fleet.read(unsent)).targets).toMatchObject(givenBack);
  const next = await fleet.startWorker(settings);
  expect((await fleet.ended(short)).log).toMatchObject({ state: "succeeded", succeededCount: 3 });
  const { log, targets } = await fleet.ended(long);
  expect(log.state).toBe("interrupted");
  expect(targets).toMatchObject([{ state: "lost", reason: "worker", workerId: leavingId }]);
  await expect
    .poll(async () => (await fleet.read(unsent)).targets, { timeout: 10_000 })
    .toMatchObject([{ state: "connecting", epoch: 2 }]);
  await fleet.cancel(unsent);
  expect((await fleet.ended(unsent)).targets).toMatchObject([{ state: "skipped", reason: "cancelled" }]);
  for (const id of [short, long]) {
    const starts = await fleet.startsOf((await fleet.read(id)).targets);
    expect(starts).toEqual(starts.map(() => 1));
  }
  await next.kill();
  await rm(folder, { recursive: true });
}, 120_000);

test("told twice, a worker ends at once", async () => {
  const leaving = await fleet.startWorker({ ...shortLease, HOSTRUN_DRAIN_SECONDS: "600" });
  const [id] = await fleet.registrationsOf(leaving);
  const taskLogId = await fleet.start(await fleet.makeTask("echo begun; sleep 60", 1));
  await expect
    .poll(async () => (await fleet.read(taskLogId)).targets, { timeout: 10_000 })
    .toMatchObject([{ state: "running", workerId: id }]);
  leaving.signal("SIGTERM");
  const draining = async () => (await fleet.workerOf(id ?? 0)).draining;
  await expect.poll(draining, { timeout: 10_000 }).toBe(true);
  expect(leaving.child.exitCode).toBeNull();
  leaving.signal("SIGTERM");
  await leaving.ended;
  expect(leaving.child.exitCode).toBe(1);
  await fleet.startWorker(shortLease);
  expect((await fleet.ended(taskLogId)).targets).toMatchObject([{ state: "lost", reason: "worker" }]);
}, 120_000);
