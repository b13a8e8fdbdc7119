import type { PgBoss } from "pg-boss";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ChannelSettings } from "../server/notice/channel/input.ts";
import { noticeListInput } from "../server/notice/input.ts";
import { getNotice, listNotices } from "../server/notice/list.ts";
import { createNoticeChannel, testNoticeChannel } from "../server/notice-channel/service.ts";
import { openBoss } from "../server/queue/boss.ts";
import { type Fleet, openFleet, type WorkerProcess } from "../server/testing/fleet.ts";
import { type MailServerOnLoopback, openMailServer } from "../server/testing/mail-server.ts";
import { answering, openReceiver, type Receiver } from "../server/testing/receiver.ts";

const secret = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

let fleet: Fleet;
let boss: PgBoss;
let receiver: Receiver;
let mailServer: MailServerOnLoopback;
/** The one that is at work. */
let worker: WorkerProcess;

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  receiver = await openReceiver();
  mailServer = await openMailServer();
  worker = await startWorker();
});
afterAll(async () => {
  await fleet?.close();
  await boss?.stop({ graceful: false });
  await receiver?.close();
  await mailServer?.close();
});
beforeEach(() => {
  receiver.calls.length = 0;
  receiver.answer = answering(200, {});
});

const startWorker = (more: Record<string, string> = {}) =>
  fleet.startWorker({
    HOSTRUN_URL: "https://console.example.com",
    HOSTRUN_NOTICE_NETWORKS: "127.0.0.0/8",
    // A machine that is held up for a moment must not count as a death.
    HOSTRUN_HEARTBEAT_SECONDS: "2",
    SMTP_URL: mailServer.url,
    SMTP_FROM: "Hostrun <hostrun@example.com>",
    ...more,
  });

const ctx = () => fleet.seed.context(boss);

async function makeChannel(settings: ChannelSettings): Promise<number> {
  const { tenantId } = fleet.seed;
  const values = { tenantId, name: `${settings.kind} ${performance.now()}`, settings };
  return (await createNoticeChannel(ctx(), { ...values, locale: "en", usedByDefault: true })).id;
}

const webhook = (path: string): ChannelSettings => ({
  kind: "webhook",
  url: `${receiver.url}${path}`,
  secret,
});
const stateOf = async (noticeId: number) => (await getNotice(ctx(), { id: noticeId })).state;

test("a worker tells of a failed run by the channels that its tenant has made", async () => {
  await makeChannel(webhook("/hook"));
  await makeChannel({ kind: "email", receivers: ["ops@example.com"] });
  const taskLogId = await fleet.start(await fleet.makeTask("echo no space left >&2; exit 3", 2));
  await expect
    .poll(async () => (await listNotices(ctx(), noticeListInput.parse({ taskLogId }))).items[0]?.state, {
      timeout: 30_000,
    })
    .toBe("delivered");
  const [call] = receiver.calls;
  const sent = new Webhook(secret).verify(call?.body ?? "", call?.headers as Record<string, string>);
  const host = { state: "failed", exitCode: 3, lastLine: "no space left" };
  expect(sent).toMatchObject({
    link: `https://console.example.com/task-logs/${taskLogId}`,
    data: { kind: "run", hosts: [host, host] },
  });
  expect(mailServer.mails).toMatchObject([{ from: "hostrun@example.com", to: ["ops@example.com"] }]);
  expect(mailServer.mails[0]?.raw).toContain("no space left");
});

test("what a killed worker has sent is sent again by another, and is known by its id", async () => {
  const channel = await makeChannel(webhook("/killed"));
  let reached = () => {};
  const atReceiver = new Promise<void>((resolve) => {
    reached = resolve;
  });
  receiver.answer = () => reached();
  const { noticeId } = await testNoticeChannel(ctx(), { id: channel });
  await atReceiver;
  await worker.kill();
  receiver.answer = answering(200, {});
  worker = await startWorker();
  await expect.poll(() => stateOf(noticeId), { timeout: 30_000 }).toBe("delivered");
  expect(receiver.calls).toHaveLength(2);
  const [before, after] = receiver.calls;
  expect(after?.headers["webhook-id"]).toBe(before?.headers["webhook-id"]);
  expect(after?.body).toBe(before?.body);
});

test("unless the operator opens them, a worker calls nobody at addresses inside", async () => {
  const channel = await makeChannel(webhook("/inside"));
  await worker.kill();
  worker = await startWorker({ HOSTRUN_NOTICE_NETWORKS: "" });
  const { noticeId } = await testNoticeChannel(ctx(), { id: channel });
  await expect.poll(() => stateOf(noticeId), { timeout: 30_000 }).toBe("dead");
  expect((await getNotice(ctx(), { id: noticeId })).deliveries).toMatchObject([
    { reason: "address", attempts: 1 },
  ]);
  expect(receiver.calls).toEqual([]);
});
