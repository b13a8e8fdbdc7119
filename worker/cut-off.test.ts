import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Fleet,
  openFleet,
  shortLease,
  type TargetLog,
  type WorkerProcess,
} from "../server/testing/fleet.ts";
import { startTcpProxy, type TcpProxy } from "../server/testing/tcp-proxy.ts";

/** More than two workers have slots for, so that some are still pending when one of them is cut off. */
const targetCount = 8;
let fleet: Fleet;
let cable: TcpProxy;
let far: WorkerProcess;
/** Scripts go on once their gate stands here. */
let gates: string;

beforeAll(async () => {
  fleet = await openFleet();
  gates = await mkdtemp(path.join(tmpdir(), "hostrun-gates-"));
  await chmod(gates, 0o755);
  const { port } = new URL(fleet.url);
  cable = await startTcpProxy({ port: Number(port) });
  const url = Object.assign(new URL(fleet.url), { port: String(cable.port) }).href;
  [far] = await Promise.all([
    fleet.startWorker({ ...shortLease, DATABASE_URL: url, HOSTRUN_WORKER_SLOTS: "3" }),
    fleet.startWorker({ ...shortLease, HOSTRUN_WORKER_SLOTS: "3" }),
  ]);
});
afterAll(async () => {
  await fleet.close();
  await cable.close();
  await rm(gates, { recursive: true });
});

const waysOff = [
  ["its connections to the database are cut", () => cable.cut(), () => cable.mend()],
  ["the database goes mute for it", () => cable.hold(), () => cable.mend()],
  ["it is frozen", () => far.signal("SIGSTOP"), () => far.signal("SIGCONT")],
] as const;

test.each(waysOff)(
  "a worker that is away for longer than its lease is fenced when it is back, where %s",
  async (_, goOff, comeBack) => {
    const before = await fleet.registrationsOf(far);
    const gate = path.join(gates, String(before.length));
    const script = `echo first; while [ ! -e '${gate}' ]; do sleep 0.1; done; echo last`;
    const taskLogId = await fleet.start(
      await fleet.makeTask(script, targetCount, { strategy: { concurrency: 6 } }),
    );
    const held = await untilItHolds(taskLogId, before);
    goOff();
    const lost = await untilLost(taskLogId, held);
    comeBack();
    await expect
      .poll(async () => (await fleet.registrationsOf(far)).length, { timeout: 15_000 })
      .toBe(before.length + 1);
    await writeFile(gate, "");
    const { log, targets } = await fleet.ended(taskLogId, 40_000);
    expect(log).toMatchObject({
      state: "interrupted",
      lostCount: held.length,
      succeededCount: targetCount - held.length,
    });
    // What it writes late is refused: its rows stay as they were when it was declared dead.
    const ids = new Set(held);
    expect(targets.filter(({ id }) => ids.has(id)).map(withoutLateLook)).toEqual(lost.map(withoutLateLook));
    for (const id of held) expect(await fleet.outputOf(id)).toBe("first\n");
    expect(await fleet.startsOf(targets)).toEqual(Array(targetCount).fill(1));
  },
  120_000,
);

/** The targets that the far worker runs, once it has all that it takes and their first words are stored. */
async function untilItHolds(taskLogId: number, registrations: number[]): Promise<number[]> {
  let held: TargetLog[] = [];
  const look = async () => {
    const { targets } = await fleet.read(taskLogId);
    held = targets.filter(({ workerId }) => registrations.includes(workerId ?? 0));
    return held.filter(({ state, stdoutBytes }) => state === "running" && stdoutBytes > 0).length;
  };
  await expect.poll(look, { timeout: 15_000, interval: 50 }).toBe(3);
  return held.map(({ id }) => id);
}

async function untilLost(taskLogId: number, ids: number[]): Promise<TargetLog[]> {
  const lost = async () =>
    (await fleet.read(taskLogId)).targets.filter(({ id, state }) => ids.includes(id) && state === "lost");
  await expect.poll(async () => (await lost()).length, { timeout: 15_000, interval: 50 }).toBe(ids.length);
  return lost();
}

/** A later look may fill these; nothing else of an ended row ever changes. */
function withoutLateLook({ lateAt, lateResult, lateExitCode, ...row }: TargetLog) {
  return row;
}
