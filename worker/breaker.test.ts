import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { proxy, target } from "../server/db/tables/target.ts";
import { task } from "../server/db/tables/task.ts";
import type { HostKind } from "../server/domain/host-kind.ts";
import { found } from "../server/errors.ts";
import { openBoss } from "../server/queue/boss.ts";
import { startRun } from "../server/run/start.ts";
import { testHost } from "../server/target/connection-test.ts";
import { type Fleet, openFleet, shortLease, type WorkerProcess } from "../server/testing/fleet.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { startTcpProxy, type TcpProxy } from "../server/testing/tcp-proxy.ts";

let fleet: Fleet;
let boss: ReturnType<typeof openBoss>;
let workers: WorkerProcess[];

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  workers = await Promise.all([fleet.startWorker(shortLease), fleet.startWorker(shortLease)]);
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await fleet?.close();
});

const strategy = { connectTimeoutSeconds: 1, connectRetries: 0 };

/** A host that takes connections and says nothing, until its cable is mended. */
async function silentHost(): Promise<{ cable: TcpProxy; taskId: number; targetId: number }> {
  const cable = await startTcpProxy(fleet.sshd);
  cable.hold();
  const hostKey = found(fleet.sshd.hostKeys[0]).line;
  const taskId = await fleet.makeTask("true", [{ address: "127.0.0.1", port: cable.port, hostKey }], {
    strategy,
  });
  const [row] = await everywhere((tx) => tx.select().from(target).where(eq(target.port, cable.port)));
  return { cable, taskId, targetId: found(row).id };
}

const everywhere = <T>(work: Parameters<typeof inTenant<T>>[1]) => inTenant(asSystem(fleet.database), work);

/** A run's only target log, and how many connections its way saw meanwhile. */
async function run(cable: TcpProxy, taskId: number, trigger: "schedule" | "manual") {
  const before = cable.dialled;
  const ctx = fleet.seed.context(boss);
  const id = await inTenant(ctx, (tx) => startRun(tx, ctx, { taskId, trigger }));
  const { targets } = await fleet.ended(id);
  return { log: found(targets[0]), targets, dialled: cable.dialled - before };
}

/** The process that had a target log in hand. */
async function workerOf(id: number | null): Promise<WorkerProcess | undefined> {
  for (const each of workers) if ((await fleet.registrationsOf(each)).includes(id ?? 0)) return each;
  return undefined;
}

/** As if the last try were so long ago. */
function age(kind: HostKind, id: number, seconds: number): Promise<unknown> {
  const table = kind === "target" ? target : proxy;
  const lastCheckedAt = sql`${table.lastCheckedAt} - ${seconds} * interval '1 second'`;
  return everywhere((tx) => tx.update(table).set({ lastCheckedAt }).where(eq(table.id, id)));
}

/** What is mended gets the time that a login takes on a busy machine: only the silent are to cost little. */
function giveTime(taskId: number): Promise<unknown> {
  const patient = sql`${task.strategy} || '{"connectTimeoutSeconds": 20}'`;
  return everywhere((tx) => tx.update(task).set({ strategy: patient }).where(eq(task.id, taskId)));
}

test("a host that did not answer costs schedules one connect timeout a minute, whichever worker has tried, and each log says so", async () => {
  const { cable, taskId, targetId } = await silentHost();
  const first = await run(cable, taskId, "schedule");
  expect(first).toMatchObject({
    log: { state: "unreachable", reason: "timeout", downSince: null },
    dialled: 1,
  });
  const tried = found(await workerOf(first.log.workerId));
  await tried.kill();
  const second = await run(cable, taskId, "schedule");
  expect(second.dialled).toBe(0);
  expect(second.log.workerId).not.toBe(first.log.workerId);
  expect(second.log).toMatchObject({
    state: "unreachable",
    reason: "timeout",
    detail: expect.stringMatching(/^no connection within 1 s \(not tried again, last tried at /),
  });
  const row = found((await everywhere((tx) => tx.select().from(target).where(eq(target.id, targetId))))[0]);
  expect(second.log.downSince).toBe(row.failingSince);
  expect(second.log.downTriedAt).toBe(row.lastCheckedAt);
  // After a minute one tries again, and what it finds holds for the next minute.
  await age("target", targetId, 61);
  expect(await run(cable, taskId, "schedule")).toMatchObject({ log: { downSince: null }, dialled: 1 });
  expect(await run(cable, taskId, "schedule")).toMatchObject({
    log: { downSince: row.failingSince },
    dialled: 0,
  });
  await cable.close();
});

test("a run by hand always tries, and a test that comes through opens the way for everybody", async () => {
  const { cable, taskId, targetId } = await silentHost();
  await run(cable, taskId, "schedule");
  expect(await run(cable, taskId, "manual")).toMatchObject({ log: { downSince: null }, dialled: 1 });
  expect((await run(cable, taskId, "schedule")).dialled).toBe(0);
  cable.mend();
  await giveTime(taskId);
  await testHost(fleet.seed.context(boss), "target", { id: targetId });
  expect(await run(cable, taskId, "schedule")).toMatchObject({
    log: { state: "succeeded", downSince: null },
  });
  await cable.close();
});

test("a dead proxy costs a run one connect timeout, not one for each target behind it", async () => {
  const cable = await startTcpProxy(fleet.sshd);
  cable.hold();
  const hostKey = found(fleet.sshd.hostKeys[0]).line;
  const proxyId = await fleet.seed.proxy({
    username: "root",
    address: "127.0.0.1",
    port: cable.port,
    hostKey,
  });
  const taskId = await fleet.makeTask(
    "true",
    Array.from({ length: 4 }, () => ({ proxyId })),
    { strategy: { ...strategy, concurrency: 1 } },
  );
  const byHand = await run(cable, taskId, "manual");
  expect(byHand.dialled).toBe(1);
  expect(byHand.targets.map((log) => [log.state, log.reason])).toEqual(
    Array.from({ length: 4 }, () => ["unreachable", "timeout"]),
  );
  expect(byHand.targets.map((log) => log.downSince !== null)).toEqual([false, true, true, true]);
  expect((await run(cable, taskId, "schedule")).dialled).toBe(0);
  // Somebody who has mended it and runs again is not told what was.
  expect((await run(cable, taskId, "manual")).dialled).toBe(1);
  await age("proxy", proxyId, 61);
  cable.mend();
  await giveTime(taskId);
  expect((await run(cable, taskId, "schedule")).targets.map((log) => log.reason)).not.toContain("timeout");
  await cable.close();
});

test("workers look at hosts by themselves, and a test by hand puts the next look off", async () => {
  const past = "2026-01-01T00:00:00Z";
  const username = (await testUser({ shell: "sh" })).name;
  const host = { username, address: "127.0.0.1", port: fleet.sshd.port, nextCheckAt: past };
  const [id = 0] = await fleet.seed.targets([{ ...host, connectionStatus: "unreachable" }]);
  const row = async () =>
    found((await everywhere((tx) => tx.select().from(target).where(eq(target.id, id))))[0]);
  await expect.poll(async () => (await row()).connectionStatus, { timeout: 20_000 }).toBe("ok");
  const nextCheckAt = sql`now() + interval '1 day'`;
  await everywhere((tx) => tx.update(target).set({ nextCheckAt }).where(eq(target.id, id)));
  await testHost(fleet.seed.context(boss), "target", { id });
  expect(Date.parse((await row()).nextCheckAt ?? "")).toBeLessThan(Date.now() + 17 * 60_000);
});
