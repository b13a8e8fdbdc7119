import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ManagerStandIn, startManagerStandIn } from "../dev/manager/stand-in.ts";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { notice, noticeDelivery } from "../server/db/tables/notice.ts";
import { keptDays } from "../server/notice/clear-old.ts";
import { ageNotice, makeDeadNotice } from "../server/testing/factories.ts";
import { type Fleet, openFleet, type WorkerProcess } from "../server/testing/fleet.ts";

let fleet: Fleet;
let manager: ManagerStandIn;
let workers: WorkerProcess[];
/** A notice that was over before anybody keeps it. */
let oldNoticeId: number;

beforeAll(async () => {
  fleet = await openFleet();
  oldNoticeId = await makeOldNotice();
  manager = await startManagerStandIn({ token: "secret" });
  const settings = {
    MANAGER_URL: manager.url,
    MANAGER_TOKEN: "secret",
    MANAGER_RECEIVERS: "ops",
    // A machine that is held up for a moment must not count as a death.
    HOSTRUN_HEARTBEAT_SECONDS: "2",
  };
  workers = await Promise.all([fleet.startWorker(settings), fleet.startWorker(settings)]);
});
afterAll(async () => {
  await fleet?.close();
  await manager?.close();
});

async function makeOldNotice(): Promise<number> {
  const task = { tenantId: fleet.seed.tenantId, taskId: await fleet.makeTask("true", 1), name: "long gone" };
  const { noticeId } = await makeDeadNotice(fleet, task);
  await ageNotice(fleet, noticeId, keptDays + 1);
  return noticeId;
}

const countOf = (path: string) => manager.calls.filter((call) => call.path === path).length;

async function stateOf(taskLogId: number): Promise<string | undefined> {
  const rows = await inTenant(asSystem(fleet.database), (tx) =>
    tx.select().from(notice).where(eq(notice.taskLogId, taskLogId)),
  );
  return rows[0]?.state;
}

/** The process that has a delivery in hand. */
async function holder(): Promise<WorkerProcess | undefined> {
  const rows = await inTenant(asSystem(fleet.database), (tx) =>
    tx
      .select({ id: noticeDelivery.workerId })
      .from(noticeDelivery)
      .where(eq(noticeDelivery.state, "waiting")),
  );
  for (const process of workers) {
    const ids = await fleet.registrationsOf(process);
    if (rows.some(({ id }) => id !== null && ids.includes(id))) return process;
  }
  return undefined;
}

test("a worker takes away notices that were over long ago", async () => {
  const found = () =>
    inTenant(asSystem(fleet.database), (tx) => tx.select().from(notice).where(eq(notice.id, oldNoticeId)));
  await expect.poll(found).toEqual([]);
});

test("two workers and many failed runs: each notice is made and sent once", async () => {
  const taskId = await fleet.makeTask("exit 3", 1);
  const runs = await Promise.all(Array.from({ length: 12 }, () => fleet.start(taskId)));
  for (const taskLogId of runs) {
    await expect.poll(() => stateOf(taskLogId), { timeout: 20_000 }).toBe("delivered");
  }
  expect(manager.notices).toHaveLength(12);
  expect([countOf("/createNotice"), countOf("/SendNotices")]).toEqual([12, 12]);
});

test("a worker killed between the two calls: another makes the second alone, and the notice is made and sent once", async () => {
  manager.calls.length = 0;
  manager.notices.length = 0;
  let reached = () => {};
  const atSecondCall = new Promise<void>((resolve) => {
    reached = resolve;
  });
  manager.instead = ({ path }) => {
    if (path === "/SendNotices") reached();
    return path === "/SendNotices";
  };
  const taskLogId = await fleet.start(await fleet.makeTask("echo no space >&2; exit 3", 1));
  await atSecondCall;
  const killed = await holder();
  expect(killed).toBeDefined();
  await killed?.kill();
  manager.instead = null;
  await expect.poll(() => stateOf(taskLogId), { timeout: 25_000 }).toBe("delivered");
  expect(manager.notices).toHaveLength(1);
  expect(manager.notices[0]).toMatchObject({ receivers: ["ops"], level: "error" });
  expect(manager.notices[0]?.content).toContain("no space");
  expect([countOf("/createNotice"), countOf("/SendNotices")]).toEqual([1, 2]);
});
