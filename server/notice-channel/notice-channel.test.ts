import { eq, sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeSealingKey } from "../crypto/make-key.ts";
import type { SealingKeyPair } from "../crypto/suite.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { noticeChannel, noticeDelivery } from "../db/tables/notice.ts";
import { sealingKey } from "../db/tables/ssh-key.ts";
import type { ChannelSettings } from "../notice/channel/input.ts";
import { refuseInside } from "../notice/channel/inside.ts";
import { type DeliverDeps, deliverNotice } from "../notice/execution.ts";
import { spreadNotice } from "../notice/spread.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeTarget, makeTask, makeWorker } from "../testing/factories.ts";
import { type MailServerOnLoopback, openMailServer } from "../testing/mail-server.ts";
import { answering, openReceiver, type Receiver } from "../testing/receiver.ts";
import { runToEnd } from "../testing/run-to-end.ts";

const key = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const secretWords = ["token-of-the-channel", "SEC-of-the-channel", key.slice(0, 20)];

let world: TestWorld;
let person: TestContext;
let master: SealingKeyPair;
let receiver: Receiver;
let workerId: number;
let mailServer: MailServerOnLoopback;

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
  workerId = await makeWorker(world);
  master = await makeSealingKey();
  const { id, publicKey } = master;
  await inTenant(asSystem(world.database), (tx) =>
    tx.insert(sealingKey).values({ id, publicKey, knownBox: Buffer.from("hrbox1:x:") }),
  );
  receiver = await openReceiver();
  mailServer = await openMailServer();
});
afterAll(async () => {
  await mailServer?.close();
  await receiver?.close();
  await world?.close();
});
beforeEach(() => {
  receiver.calls.length = 0;
  receiver.answer = answering(200, { errcode: 0, code: 0 });
  mailServer.mails.length = 0;
});

const settingsOf: { [K in ChannelSettings["kind"]]: () => Extract<ChannelSettings, { kind: K }> } = {
  webhook: () => ({ kind: "webhook", url: `${receiver.url}/webhook/token-of-the-channel`, secret: key }),
  email: () => ({ kind: "email", receivers: ["ops@example.com", "lead@example.com"] }),
  dingtalk: () => ({
    kind: "dingtalk",
    url: `${receiver.url}/dingtalk?access_token=token-of-the-channel`,
    secret: "SEC-of-the-channel",
  }),
  wecom: () => ({ kind: "wecom", url: `${receiver.url}/wecom?key=token-of-the-channel` }),
  feishu: () => ({
    kind: "feishu",
    url: `${receiver.url}/feishu/token-of-the-channel`,
    secret: "SEC-of-the-channel",
  }),
};
const kinds = Object.keys(settingsOf) as ChannelSettings["kind"][];

const aChannel = (kind: ChannelSettings["kind"], more: object = {}) =>
  person.api.noticeChannel.create({
    name: `${kind} ${performance.now()}`,
    settings: settingsOf[kind](),
    locale: "en",
    usedByDefault: false,
    ...more,
  });

/** What a worker does with a notice: it is spread over its channels, and each delivery is tried once. */
async function deliver(noticeId: number, more: Partial<DeliverDeps> = {}): Promise<void> {
  const deps: DeliverDeps = {
    ...world,
    master,
    workerId,
    messageCentre: null,
    consoleUrl: "https://console.example.com",
    refuse: refuseInside(["127.0.0.0/8"]),
    mailServer: { url: mailServer.url, from: "hostrun@example.com" },
    ...more,
  };
  await spreadNotice(deps, noticeId);
  const rows = await inTenant(asSystem(world.database), (tx) =>
    tx.select({ id: noticeDelivery.id }).from(noticeDelivery).where(eq(noticeDelivery.noticeId, noticeId)),
  );
  for (const { id } of rows) await deliverNotice(deps, id);
}

/** A run that fails on a host by this name, told by these channels. */
async function failedRun(noticeChannelIds: number[] | null, hostName: string) {
  const targetIds = [await makeTarget(person, { name: hostName })];
  const taskId = await makeTask(person, { targetIds, noticeChannelIds });
  const taskLogId = await runToEnd(world, person, taskId, [
    { state: "failed", reason: "exit_code", exitCode: 3, stderr: ["no space left\n"] },
  ]);
  const { items } = await person.api.notice.list({ taskLogId });
  expect(items).toHaveLength(1);
  return { taskLogId, noticeId: items[0]?.id ?? 0 };
}

test("a failed run is told by a channel of each kind, with the host that failed and its last words", async () => {
  const ids = await Promise.all(kinds.map(async (kind) => (await aChannel(kind)).id));
  const { taskLogId, noticeId } = await failedRun(ids, "db-primary");
  await deliver(noticeId);
  const told = await person.api.notice.get({ id: noticeId });
  expect(told.state).toBe("delivered");
  expect(told.deliveries.map(({ channelKind, state }) => [channelKind, state]).sort()).toEqual(
    [...kinds].sort().map((kind) => [kind, "delivered"]),
  );
  const link = `https://console.example.com/task-logs/${taskLogId}`;
  const bodies = new Map(receiver.calls.map(({ path, body }) => [path.split(/[/?]/)[1], body]));
  expect([...bodies.keys()].sort()).toEqual(["dingtalk", "feishu", "webhook", "wecom"]);
  for (const said of [...bodies.values(), mailServer.mails[0]?.raw ?? ""]) {
    expect(said).toContain("db-primary");
    expect(said).toContain("no space left");
    expect(said).toContain(link);
  }
  expect(mailServer.mails.map(({ to }) => to)).toEqual([["ops@example.com", "lead@example.com"]]);
  const hook = receiver.calls.find(({ path }) => path.startsWith("/webhook"));
  const data = new Webhook(key).verify(hook?.body ?? "", hook?.headers as Record<string, string>);
  expect(data).toMatchObject({
    type: "notice.run",
    data: { run: { id: taskLogId, state: "failed" }, hosts: [{ name: "db-primary", exitCode: 3 }] },
  });
});

test("what opens a receiver is read back by nobody, and lies nowhere unsealed", async () => {
  const seen: unknown[] = [];
  for (const kind of kinds) {
    const { id } = await aChannel(kind);
    await person.api.noticeChannel.update({ id, settings: settingsOf[kind]() });
    seen.push(await person.api.noticeChannel.get({ id }));
    const { noticeId } = await person.api.noticeChannel.test({ id });
    await deliver(noticeId);
    seen.push(await person.api.notice.get({ id: noticeId }));
  }
  seen.push(await person.api.noticeChannel.list({}), await person.api.audit.list({}));
  const stored = await inTenant(asSystem(world.database), async (tx) => {
    const tables = ["notice_channel", "notice", "notice_delivery", "notice_attempt", "audit_log"];
    const rows: unknown[] = (await tx.execute(sql`select j::text from pgboss.job j`)).rows;
    for (const table of tables)
      rows.push(...(await tx.execute(sql`select t::text from ${sql.identifier(table)} t`)).rows);
    return rows;
  });
  const all = JSON.stringify([seen, stored]);
  expect(all).toContain(new URL(receiver.url).host);
  for (const word of secretWords) expect(all).not.toContain(word);
});

test("a test goes by its channel alone, says that it is one, and tells how it went", async () => {
  const { id } = await aChannel("wecom", { locale: "zh-CN", usedByDefault: true });
  const { noticeId } = await person.api.noticeChannel.test({ id });
  receiver.answer = answering(200, { errcode: 93000, errmsg: "invalid webhook url" });
  await deliver(noticeId);
  expect(receiver.calls).toHaveLength(1);
  expect(receiver.calls[0]?.body).toContain("测试通知");
  const { deliveries } = await person.api.notice.get({ id: noticeId });
  expect(deliveries).toMatchObject([
    {
      channelId: id,
      state: "dead",
      reason: "refused",
      attemptList: [{ outcome: "refused", calls: [{ status: 200 }] }],
    },
  ]);
  expect(deliveries[0]?.attemptList[0]?.calls[0]?.answer).toContain("invalid webhook url");
  await person.api.noticeChannel.update({ id, usedByDefault: false });
});

test("a channel that points inside is dialled by nobody, unless the operator opens that network", async () => {
  const { id } = await aChannel("webhook");
  const { noticeId } = await person.api.noticeChannel.test({ id });
  await deliver(noticeId, { refuse: refuseInside([]) });
  const { deliveries } = await person.api.notice.get({ id: noticeId });
  expect(deliveries).toMatchObject([{ state: "dead", reason: "address" }]);
  expect(deliveries[0]?.message).toContain("inside");
  expect(receiver.calls).toEqual([]);
});

test("a task that names no channels is told by those that are used by default, one that names none by none", async () => {
  const { id } = await aChannel("feishu", { usedByDefault: true });
  await deliver((await failedRun(null, "default-1")).noticeId);
  expect(receiver.calls.map(({ path }) => path)).toEqual(["/feishu/token-of-the-channel"]);
  const { noticeId } = await failedRun([], "default-2");
  await deliver(noticeId);
  expect(receiver.calls).toHaveLength(1);
  expect(await person.api.notice.get({ id: noticeId })).toMatchObject({ state: "untold", deliveries: [] });
  await person.api.noticeChannel.delete({ id });
});

describe("changing channels", () => {
  test("what is left out stays as it is, secrets too", async () => {
    const { id } = await aChannel("webhook");
    await person.api.noticeChannel.update({ id, name: `renamed ${id}`, locale: "zh-CN" });
    expect(await person.api.noticeChannel.get({ id })).toMatchObject({
      name: `renamed ${id}`,
      locale: "zh-CN",
      host: new URL(receiver.url).host,
      receivers: null,
      usedByDefault: false,
      taskCount: 0,
    });
    await deliver((await person.api.noticeChannel.test({ id })).noticeId);
    expect(receiver.calls).toHaveLength(1);
  });

  test("new settings hold from the next attempt on, and a channel stays of its kind", async () => {
    const { id } = await aChannel("webhook");
    const { noticeId } = await person.api.noticeChannel.test({ id });
    const url = `${receiver.url}/moved`;
    await person.api.noticeChannel.update({ id, settings: { kind: "webhook", url, secret: key } });
    await deliver(noticeId);
    expect(receiver.calls.map(({ path }) => path)).toEqual(["/moved"]);
    await expect(person.api.noticeChannel.update({ id, settings: settingsOf.wecom() })).rejects.toMatchObject(
      {
        code: "BAD_REQUEST",
      },
    );
  });

  test("one that a task names is not deleted; one that is deleted is forgotten, and its notices are dead", async () => {
    const { id } = await aChannel("dingtalk");
    const taskId = await makeTask(person, { noticeChannelIds: [id] });
    expect(await person.api.noticeChannel.get({ id })).toMatchObject({ taskCount: 1 });
    await expect(person.api.noticeChannel.delete({ id })).rejects.toMatchObject({ code: "CONFLICT" });
    const { noticeId } = await person.api.noticeChannel.test({ id });
    await person.api.task.update({ id: taskId, noticeChannelIds: [] });
    await person.api.noticeChannel.delete({ id });
    await expect(person.api.noticeChannel.get({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(person.api.noticeChannel.test({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const [row] = await inTenant(asSystem(world.database), (tx) =>
      tx.select().from(noticeChannel).where(eq(noticeChannel.id, id)),
    );
    expect(row?.sealedSecret).toBeNull();
    await deliver(noticeId);
    expect(receiver.calls).toEqual([]);
    const { deliveries } = await person.api.notice.get({ id: noticeId });
    expect(deliveries).toMatchObject([{ state: "dead", reason: "settings" }]);
  });

  test("a box that was moved from another channel does not open", async () => {
    const { id } = await aChannel("webhook");
    const { id: other } = await aChannel("webhook");
    await inTenant(asSystem(world.database), (tx) =>
      tx.execute(sql`update notice_channel set sealed_secret =
        (select sealed_secret from notice_channel where id = ${other}) where id = ${id}`),
    );
    const { noticeId } = await person.api.noticeChannel.test({ id });
    await deliver(noticeId);
    expect(receiver.calls).toEqual([]);
    expect(await person.api.notice.get({ id: noticeId })).toMatchObject({
      deliveries: [{ state: "dead", reason: "settings" }],
    });
  });
});

test("a token that may only write makes no channel, and tries one", async () => {
  const writer = await makeTestContext(world, { tenantId: person.tenantId, via: "token", scope: "write" });
  const { id } = await aChannel("email");
  await expect(
    writer.api.noticeChannel.create({ name: "mine", settings: settingsOf.email() }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await writer.api.noticeChannel.test({ id })).toEqual({ noticeId: expect.any(Number) });
});
