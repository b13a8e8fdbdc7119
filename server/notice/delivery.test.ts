import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ManagerStandIn, startManagerStandIn } from "../../dev/manager/stand-in.ts";
import { makeSealingKey } from "../crypto/make-key.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notice, noticeAttempt, noticeChannel, noticeDelivery } from "../db/tables/notice.ts";
import { tenant } from "../db/tables/tenant.ts";
import { worker } from "../db/tables/worker.ts";
import { found } from "../errors.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { auditOf, makeTask, makeWorker } from "../testing/factories.ts";
import { type HostEnd, runToEnd } from "../testing/run-to-end.ts";
import { managerMappingSchema } from "./channel/manager-mapping.ts";
import { findOverdue } from "./delivery.ts";
import { type DeliverDeps, deliverNotice } from "./execution.ts";
import { spreadNotice } from "./spread.ts";

let world: TestWorld;
let person: TestContext;
let manager: ManagerStandIn;
let deps: DeliverDeps;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
  manager = await startManagerStandIn();
  deps = {
    database: world.database,
    boss: world.boss,
    master: await makeSealingKey(),
    workerId: await makeWorker(world),
    messageCentre: {
      url: manager.url,
      token: null,
      receivers: ["ops"],
      mapping: managerMappingSchema.parse({}),
    },
    consoleUrl: "https://hostrun.example",
    noticesPerMinute: 1_000,
    refuse: () => null,
    mailServer: { url: null, from: null },
  };
});
afterAll(async () => {
  await manager?.close();
  await world?.close();
});
afterEach(() => {
  manager.instead = null;
  manager.calls.length = 0;
  manager.notices.length = 0;
});

const bad: HostEnd = { state: "failed", reason: "exit_code", exitCode: 3, stderr: ["disk full\n"] };
type Given = NonNullable<Parameters<typeof makeTask>[1]>;

const everywhere = <T>(work: Parameters<typeof inTenant<T>>[1]) => inTenant(asSystem(world.database), work);

/** The notice of a failed run. */
async function aNotice(given: Given = {}, whose = person): Promise<{ noticeId: number; taskLogId: number }> {
  const taskId = await makeTask(whose, given);
  const taskLogId = await runToEnd(world, whose, taskId, [bad]);
  const rows = await everywhere((tx) => tx.select().from(notice).where(eq(notice.taskLogId, taskLogId)));
  return { noticeId: found(rows[0]).id, taskLogId };
}

/** The same on its way by the message centre. */
async function aDelivery(): Promise<{ noticeId: number; deliveryId: number; taskLogId: number }> {
  const made = await aNotice();
  await spreadNotice(deps, made.noticeId);
  const [delivery] = await deliveriesOf(made.noticeId);
  return { ...made, deliveryId: found(delivery).id };
}

function deliveriesOf(noticeId: number) {
  return everywhere((tx) =>
    tx
      .select()
      .from(noticeDelivery)
      .where(eq(noticeDelivery.noticeId, noticeId))
      .orderBy(asc(noticeDelivery.id)),
  );
}

/** Lets time pass for a delivery: its next attempt is due. */
function makeDue(deliveryId: number) {
  return everywhere((tx) =>
    tx
      .update(noticeDelivery)
      .set({ nextAttemptAt: sql`now()` })
      .where(and(eq(noticeDelivery.id, deliveryId), eq(noticeDelivery.state, "waiting"))),
  );
}

/** The manager fails some calls, by path; the others it answers itself. */
function failing(path: string, status: number): void {
  manager.instead = (call, response) => {
    if (call.path !== path) return false;
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
    return true;
  };
}

const pathsCalled = () => manager.calls.map(({ path }) => path);

describe("to whom a notice goes", () => {
  async function receiversFor(given: Given, ofTenant: string[] | null = null): Promise<unknown[]> {
    const home = await makeTestContext(world);
    await everywhere((tx) =>
      tx.update(tenant).set({ noticeReceivers: ofTenant }).where(eq(tenant.id, home.tenantId)),
    );
    const { noticeId } = await aNotice(given, home);
    await spreadNotice(deps, noticeId);
    return (await deliveriesOf(noticeId)).map(({ channelKind, receivers }) => [channelKind, receivers]);
  }

  test("the operator's receivers, else the tenant's, else the task's; nobody where that is said", async () => {
    expect(await receiversFor({})).toEqual([["message_centre", ["ops"]]]);
    expect(await receiversFor({}, ["team"])).toEqual([["message_centre", ["team"]]]);
    expect(await receiversFor({ noticeReceivers: ["me"] }, ["team"])).toEqual([["message_centre", ["me"]]]);
    expect(await receiversFor({ noticeReceivers: [] }, ["team"])).toEqual([]);
    expect(await receiversFor({}, [])).toEqual([]);
  });

  test("the channels that a task names, else those used by default; never another tenant's or a deleted one", async () => {
    const home = await makeTestContext(world);
    const settings = { kind: "email" as const, receivers: ["ops@example.com"] };
    const values = { kind: "email" as const, settings, locale: "en" as const, createdBy: "test" };
    const made = await everywhere((tx) =>
      tx
        .insert(noticeChannel)
        .values([
          { ...values, tenantId: home.tenantId, name: "usual", usedByDefault: true },
          { ...values, tenantId: home.tenantId, name: "other" },
          { ...values, tenantId: home.tenantId, name: "gone", usedByDefault: true, deletedAt: sql`now()` },
          { ...values, tenantId: person.tenantId, name: "foreign", usedByDefault: true },
        ])
        .returning({ id: noticeChannel.id }),
    );
    const names = async (given: Given) => {
      const { noticeId } = await aNotice({ noticeReceivers: [], ...given }, home);
      await spreadNotice(deps, noticeId);
      return (await deliveriesOf(noticeId)).map(({ channelName }) => channelName);
    };
    expect(await names({})).toEqual(["usual"]);
    expect(await names({ noticeChannelIds: [found(made[1]).id] })).toEqual(["other"]);
    expect(await names({ noticeChannelIds: [] })).toEqual([]);
    await everywhere((tx) =>
      tx.update(noticeChannel).set({ deletedAt: sql`now()` }).where(eq(noticeChannel.name, "foreign")),
    );
  });

  test("without any channel it is untold, and says so; a retry looks for channels again", async () => {
    const { noticeId } = await aNotice();
    await spreadNotice({ ...deps, messageCentre: null }, noticeId);
    expect(await person.api.notice.get({ id: noticeId })).toMatchObject({ state: "untold", deliveries: [] });
    await person.api.notice.retry({ id: noticeId });
    await spreadNotice(deps, noticeId);
    expect(await person.api.notice.get({ id: noticeId })).toMatchObject({
      state: "waiting",
      deliveries: [{ channelKind: "message_centre", receivers: ["ops"] }],
    });
  });

  test("once, however many workers ask at once", async () => {
    const { noticeId } = await aNotice();
    await Promise.all([1, 2, 3, 4].map(() => spreadNotice(deps, noticeId)));
    expect(await deliveriesOf(noticeId)).toHaveLength(1);
  });
});

test("a delivered notice arrives with what happened and a link, and its attempt shows what was said and answered", async () => {
  const { noticeId, deliveryId, taskLogId } = await aDelivery();
  await deliverNotice(deps, deliveryId);
  const [arrived] = manager.notices;
  expect(arrived).toMatchObject({ level: "error", source: "hostrun", receivers: ["ops"] });
  expect(arrived?.title).toContain("1 台没成功");
  expect(arrived?.content).toContain("disk full");
  expect(arrived?.content.split("\n").at(-1)).toBe(`https://hostrun.example/task-logs/${taskLogId}`);
  const shown = await person.api.notice.get({ id: noticeId });
  expect(shown).toMatchObject({
    state: "delivered",
    deliveries: [
      {
        state: "delivered",
        reason: null,
        attempts: 1,
        nextAttemptAt: null,
        attemptList: [
          {
            number: 1,
            outcome: "delivered",
            calls: [
              { name: "createNotice", status: 200, answer: '{"id":1}' },
              { name: "SendNotices", status: 200, answer: '{"sent":1}' },
            ],
          },
        ],
      },
    ],
  });
});

test("an attempt that failed is followed by a job for the next, 2 s, then 4 s later, and made good by the second call alone", async () => {
  const { noticeId, deliveryId } = await aDelivery();
  failing("/SendNotices", 503);
  for (const seconds of [2, 4]) {
    await makeDue(deliveryId);
    const before = Date.now();
    await deliverNotice(deps, deliveryId);
    const [row] = await deliveriesOf(noticeId);
    expect(row).toMatchObject({ state: "waiting", reason: "busy", workerId: null });
    expect(Date.parse(row?.nextAttemptAt ?? "")).toBeGreaterThanOrEqual(before + seconds * 1000 - 100);
    const jobs = await world.boss.findJobs("deliverNotice", { data: { deliveryId } });
    expect(jobs.some(({ startAfter }) => +new Date(startAfter) >= before + seconds * 1000 - 100)).toBe(true);
  }
  // Before its time nothing is sent, whoever asks.
  const calls = manager.calls.length;
  await deliverNotice(deps, deliveryId);
  expect(manager.calls).toHaveLength(calls);
  manager.instead = null;
  await makeDue(deliveryId);
  await deliverNotice(deps, deliveryId);
  expect(pathsCalled()).toEqual(["/createNotice", "/SendNotices", "/SendNotices", "/SendNotices"]);
  expect(await person.api.notice.get({ id: noticeId })).toMatchObject({
    state: "delivered",
    deliveries: [{ attempts: 3, reason: null }],
  });
});

test("a refused one is a dead letter, and a person's retry brings it, as the same notice to its receiver", async () => {
  const { noticeId, deliveryId } = await aDelivery();
  failing("/SendNotices", 403);
  await deliverNotice(deps, deliveryId);
  expect(await person.api.notice.list({ state: "dead" })).toMatchObject({
    items: [
      { id: noticeId, deliveries: [{ reason: "status", message: expect.stringContaining("refuses") }] },
    ],
  });
  manager.instead = null;
  expect(await person.api.notice.retry({ id: noticeId, deliveryId })).toEqual({ count: 1 });
  await deliverNotice(deps, deliveryId);
  expect(manager.notices).toMatchObject([{ receivers: ["ops"] }]);
  expect(await person.api.notice.get({ id: noticeId })).toMatchObject({ state: "delivered" });
  await expect(person.api.notice.retry({ id: noticeId })).rejects.toMatchObject({ code: "CONFLICT" });
  expect((await auditOf(world, "notice", noticeId)).map(({ action }) => action)).toEqual(["notice.retry"]);
});

test("after a day it is a dead letter", async () => {
  const { noticeId, deliveryId } = await aDelivery();
  failing("/createNotice", 500);
  await everywhere((tx) =>
    tx
      .update(noticeDelivery)
      .set({ roundAt: sql`now() - interval '24 hours'`, roundAttempts: 100 })
      .where(eq(noticeDelivery.id, deliveryId)),
  );
  await deliverNotice(deps, deliveryId);
  expect(await person.api.notice.get({ id: noticeId })).toMatchObject({ state: "dead" });
});

test("of many attempts the newest are shown", async () => {
  const { noticeId, deliveryId } = await aDelivery();
  await everywhere((tx) =>
    tx.execute(sql`
      insert into notice_attempt (tenant_id, delivery_id, number, outcome, reason, ended_at)
      select ${person.tenantId}, ${deliveryId}, n, 'again', 'busy', now() from generate_series(1, 50) n`),
  );
  await everywhere((tx) =>
    tx.update(noticeDelivery).set({ attempts: 50 }).where(eq(noticeDelivery.id, deliveryId)),
  );
  const [delivery] = (await person.api.notice.get({ id: noticeId })).deliveries;
  expect(delivery?.attemptList.map(({ number }) => number)).toEqual(
    Array.from({ length: 30 }, (_, index) => index + 21),
  );
});

test("what is given up is tried no more", async () => {
  const { noticeId, deliveryId } = await aDelivery();
  expect(await person.api.notice.giveUp({ id: noticeId })).toEqual({ count: 1 });
  await deliverNotice(deps, deliveryId);
  expect(manager.calls).toEqual([]);
  expect(await person.api.notice.get({ id: noticeId })).toMatchObject({
    state: "given_up",
    deliveries: [{ state: "given_up", endedBy: person.ctx.actor.name }],
  });
});

test("what arrives although it was given up meanwhile is told as delivered", async () => {
  const { noticeId, deliveryId } = await aDelivery();
  let giveUp: Promise<unknown> = Promise.resolve();
  manager.instead = ({ path }, response) => {
    if (path !== "/SendNotices") return false;
    giveUp = person.api.notice.giveUp({ id: noticeId }).then(() => response.end("{}"));
    return true;
  };
  await deliverNotice(deps, deliveryId);
  await giveUp;
  expect(await person.api.notice.get({ id: noticeId })).toMatchObject({
    state: "delivered",
    deliveries: [{ state: "delivered", endedBy: null }],
  });
});

test("of workers that take it at once one sends it", async () => {
  const { deliveryId } = await aDelivery();
  const other = { ...deps, workerId: await makeWorker(world) };
  await Promise.all([deps, other, deps, other].map((hands) => deliverNotice(hands, deliveryId)));
  expect(pathsCalled()).toEqual(["/createNotice", "/SendNotices"]);
});

test("what a worker had in hand is left to it while it lives, and goes on from there once it is dead", async () => {
  const { noticeId, deliveryId } = await aDelivery();
  const goneId = await makeWorker(world);
  let reached = () => {};
  const atSecondCall = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let hangUp = () => {};
  manager.instead = ({ path }, response) => {
    if (path !== "/SendNotices") return false;
    hangUp = () => response.destroy();
    reached();
    return true;
  };
  const cutOff = deliverNotice({ ...deps, workerId: goneId }, deliveryId);
  await atSecondCall;
  manager.instead = null;
  await deliverNotice(deps, deliveryId);
  expect(pathsCalled()).toEqual(["/createNotice", "/SendNotices"]);
  await everywhere((tx) => tx.update(worker).set({ deadAt: sql`now()` }).where(eq(worker.id, goneId)));
  await everywhere((tx) =>
    tx
      .update(noticeDelivery)
      .set({ nextAttemptAt: sql`now() - interval '5 seconds'` })
      .where(eq(noticeDelivery.id, deliveryId)),
  );
  expect((await findOverdue(world.database)).deliveryIds).toContain(deliveryId);
  await deliverNotice(deps, deliveryId);
  expect(pathsCalled()).toEqual(["/createNotice", "/SendNotices", "/SendNotices"]);
  expect(manager.notices).toMatchObject([{ receivers: ["ops"] }]);
  // The dead one's own end, should it come after all, changes nothing any more.
  hangUp();
  await cutOff;
  const attempts = await everywhere((tx) =>
    tx
      .select()
      .from(noticeAttempt)
      .where(eq(noticeAttempt.deliveryId, deliveryId))
      .orderBy(noticeAttempt.number),
  );
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["again", "delivered"]);
  expect(await person.api.notice.get({ id: noticeId })).toMatchObject({ state: "delivered" });
});

test("what no job brought to its channels is found by looking", async () => {
  const { noticeId } = await aNotice();
  await everywhere((tx) =>
    tx.update(notice).set({ spreadFrom: sql`now() - interval '1 minute'` }).where(eq(notice.id, noticeId)),
  );
  expect((await findOverdue(world.database)).noticeIds).toContain(noticeId);
  await spreadNotice(deps, noticeId);
  expect((await findOverdue(world.database)).noticeIds).not.toContain(noticeId);
});

describe("a flood", () => {
  /** Ends a flood's gathering. */
  async function spreadFlood(home: TestContext): Promise<number> {
    const rows = await everywhere((tx) =>
      tx
        .update(notice)
        .set({ spreadFrom: sql`now()` })
        .where(and(eq(notice.tenantId, home.tenantId), eq(notice.kind, "flood"), isNull(notice.spreadAt)))
        .returning({ id: notice.id }),
    );
    expect(rows).toHaveLength(1);
    const { id } = found(rows[0]);
    await spreadNotice(few, id);
    return id;
  }

  let few: DeliverDeps;
  beforeAll(() => {
    few = { ...deps, noticesPerMinute: 2 };
  });

  test("beyond a tenant's share of a minute one notice tells the rest, to all whom they would have gone to", async () => {
    const home = await makeTestContext(world);
    const quiet = await makeTask(home, { noticeReceivers: ["night shift"] });
    const loud = await makeTask(home);
    const runs = [loud, loud, loud, loud, quiet];
    const ids: number[] = [];
    for (const taskId of runs) {
      const taskLogId = await runToEnd(world, home, taskId, [bad]);
      const rows = await everywhere((tx) => tx.select().from(notice).where(eq(notice.taskLogId, taskLogId)));
      ids.push(found(rows[0]).id);
    }
    await Promise.all(ids.map((id) => spreadNotice(few, id)));
    const states = (await home.api.notice.list({ order: "asc" })).items.map(({ state, kind }) => [
      kind,
      state,
    ]);
    expect(states.filter(([, state]) => state === "folded")).toHaveLength(3);
    const early = (await home.api.notice.list({})).items.find(({ kind }) => kind === "flood");
    await spreadNotice(few, early?.id ?? 0);
    expect(await deliveriesOf(early?.id ?? 0)).toEqual([]);
    const floodId = await spreadFlood(home);
    const shown = await home.api.notice.get({ id: floodId });
    expect(shown).toMatchObject({ kind: "flood", level: "error", state: "waiting", content: { count: 3 } });
    const folded = (await home.api.notice.list({ state: "folded" })).items;
    expect(folded.map(({ foldedInto }) => foldedInto)).toEqual([floodId, floodId, floodId]);
    const wanted = folded.some(({ taskId }) => taskId === quiet) ? ["night shift", "ops"] : ["ops"];
    expect(shown.deliveries.map(({ receivers }) => receivers?.toSorted())).toEqual([wanted]);
    await deliverNotice(few, shown.deliveries[0]?.id ?? 0);
    expect(manager.notices).toMatchObject([{ title: "一分钟内还有 3 条通知" }]);
  });

  test("of one tenant leaves the notices of others alone, and so does what reaches nobody", async () => {
    const [home, other] = [await makeTestContext(world), await makeTestContext(world)];
    for (let n = 0; n < 4; n += 1) {
      const { noticeId } = await aNotice(n < 2 ? { noticeReceivers: [] } : {}, home);
      await spreadNotice(few, noticeId);
    }
    const states = (await home.api.notice.list({ order: "asc" })).items.map(({ state }) => state);
    expect(states).toEqual(["untold", "untold", "waiting", "waiting"]);
    const { noticeId } = await aNotice({}, other);
    await spreadNotice(few, noticeId);
    expect(await other.api.notice.get({ id: noticeId })).toMatchObject({ state: "waiting" });
  });
});
