import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { proxy } from "../server/db/tables/target.ts";
import { taskLog } from "../server/db/tables/task-log.ts";
import { found } from "../server/errors.ts";
import { proxiesWaitedFor } from "../server/task-log/waits.ts";
import { type Fleet, openFleet, shortLease, type WorkerProcess } from "../server/testing/fleet.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";

let fleet: Fleet;
let folder: string;
let workers: WorkerProcess[];

beforeAll(async () => {
  fleet = await openFleet();
  folder = await mkdtemp(path.join(tmpdir(), "hostrun-in-hand-"));
  await chmod(folder, 0o777);
  // Three at once are more than one of them can hold.
  const settings = { ...shortLease, HOSTRUN_WORKER_SLOTS: "2" };
  workers = await Promise.all([fleet.startWorker(settings), fleet.startWorker(settings)]);
});
afterAll(async () => {
  await fleet?.close();
  await rm(folder, { recursive: true, force: true });
});

async function aProxy(): Promise<number> {
  const username = (await testUser({ shell: "sh" })).name;
  const hostKey = found(fleet.sshd.hostKeys[0]).line;
  return fleet.seed.proxy({ username, address: "127.0.0.1", port: fleet.sshd.port, hostKey });
}

/** Writes how many such scripts are at work, when it begins and once the gate is open, while it is at work itself. */
const countsItself = () =>
  `mkdir -p '${atWork()}'; cd '${atWork()}' && : >"$HOSTRUN_TARGET_LOG_ID" && ls | wc -l
   while [ ! -e '${atWork()}.open' ]; do sleep 0.1; done
   ls | wc -l; rm "$HOSTRUN_TARGET_LOG_ID"`;
const atWork = () => path.join(folder, "at-work");

async function mostAtOnce(targetLogIds: number[]): Promise<number> {
  const said = await Promise.all(targetLogIds.map((id) => fleet.outputOf(id)));
  return Math.max(...said.flatMap((text) => text.trim().split(/\s+/).map(Number)));
}

async function activeCount(id: number): Promise<number> {
  const rows = await inTenant(asSystem(fleet.database), (tx) =>
    tx.select().from(proxy).where(eq(proxy.id, id)),
  );
  return found(rows[0]).activeCount;
}

/** Starts so many runs through one proxy, each on targets of its own. */
async function startRuns(count: number, hosts: object[], script: string, perProxyConcurrency: number) {
  const tasks = await Promise.all(
    Array.from({ length: count }, () => fleet.makeTask(script, hosts, { strategy: { perProxyConcurrency } })),
  );
  return Promise.all(tasks.map((task) => fleet.start(task)));
}

test("through one proxy never more targets are in hand than its limit, over runs and workers, and never fewer for long", async () => {
  const proxyId = await aProxy();
  const hosts = Array.from({ length: 4 }, () => ({ proxyId }));
  const runs = await startRuns(3, hosts, countsItself(), 3);
  const scripts = () => readdir(atWork()).catch(() => []);
  await expect.poll(async () => (await scripts()).length, { timeout: 15_000 }).toBe(3);
  await writeFile(`${atWork()}.open`, "");
  const ended = await Promise.all(runs.map((run) => fleet.ended(run)));
  const logs = ended.flatMap(({ targets }) => targets);
  expect(new Set(logs.map((log) => log.state))).toEqual(new Set(["succeeded"]));
  expect(await mostAtOnce(logs.map((log) => log.id))).toBe(3);
  expect(new Set(logs.map((log) => log.workerId)).size).toBe(2);
  expect(await fleet.startsOf(logs)).toEqual(logs.map(() => 1));
  expect(await activeCount(proxyId)).toBe(0);
});

test("a full proxy holds up its own targets alone: those of the same run that need none run meanwhile", async () => {
  const proxyId = await aProxy();
  const gate = path.join(folder, "gate");
  const behind = `case "$HOSTRUN_TASK_LOG_ID" in *) while [ ! -e '${gate}' ]; do sleep 0.1; done;; esac`;
  const [holding = 0] = await startRuns(1, [{ proxyId }], behind, 1);
  await expect.poll(() => activeCount(proxyId), { timeout: 10_000 }).toBe(1);
  const hosts = [{ proxyId }, { proxyId }, {}, {}];
  const [mixed = 0] = await startRuns(1, hosts, "true", 1);
  const states = async () => (await fleet.read(mixed)).targets.map((log) => log.state);
  await expect.poll(states, { timeout: 10_000 }).toEqual(["pending", "pending", "succeeded", "succeeded"]);
  // It says so, and is left alone until there is a place.
  const waits = () =>
    inTenant(asSystem(fleet.database), async (tx) => {
      const rows = await tx.select().from(taskLog).where(eq(taskLog.id, mixed));
      return proxiesWaitedFor(tx, found(rows[0]));
    });
  await expect.poll(waits).toEqual([{ id: proxyId, name: expect.any(String) }]);
  await fleet.cancel(holding);
  await fleet.ended(holding);
  const { log } = await fleet.ended(mixed);
  expect(log.state).toBe("succeeded");
  expect(await waits()).toEqual([]);
  expect(await activeCount(proxyId)).toBe(0);
});

test("places of a worker that dies, and of targets that were given back or never came through, are free again", async () => {
  const proxyId = await aProxy();
  const dead = { proxyId, address: "127.0.0.1", port: 1 };
  const [run = 0] = await startRuns(1, [{ proxyId }, { proxyId }, { proxyId }, dead], "sleep 2", 3);
  await expect
    .poll(async () => (await fleet.read(run)).targets.some((log) => log.state === "running"), {
      timeout: 10_000,
    })
    .toBe(true);
  await found(workers.pop()).kill();
  const { targets } = await fleet.ended(run);
  expect(targets.at(-1)?.state).toBe("unreachable");
  expect(await activeCount(proxyId)).toBe(0);
});
