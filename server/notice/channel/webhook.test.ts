import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testNotice } from "../../testing/notice.ts";
import { answering, openReceiver, type Receiver } from "../../testing/receiver.ts";
import { channelSettingsSchema } from "./input.ts";
import { refuseInside } from "./inside.ts";
import { sendWebhook } from "./webhook.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
beforeEach(() => {
  receiver.calls.length = 0;
  receiver.answer = answering(200, {});
});
afterAll(() => receiver.close());

const send = (options: Parameters<typeof sendWebhook>[2] = {}) =>
  sendWebhook({ url: `${receiver.url}/hooks/a-token-of-the-hook`, secret }, testNotice(), options);

test("the receiver gets the facts as data, signed as any library of Standard Webhooks checks it", async () => {
  expect(await send()).toMatchObject({ outcome: "delivered", reason: null });
  const [call] = receiver.calls;
  const { data, level, title, link } = testNotice();
  const sent = { type: "notice.test", timestamp: "2026-11-28T01:00:00.000Z", level, title, link, data };
  expect(call?.body).toBe(JSON.stringify(sent));
  expect(call?.headers["webhook-id"]).toBe("n-12-3");
  const verify = new Webhook(secret);
  const headers = call?.headers as Record<string, string>;
  expect(verify.verify(call?.body ?? "", headers)).toEqual(sent);
  expect(() => verify.verify(`${call?.body} `, headers)).toThrow();
  expect(() => verify.verify(call?.body ?? "", { ...headers, "webhook-id": "n-12-4" })).toThrow();
});

test("a repeat has the same id and body, and a signature of its own time", async () => {
  await send({ now: new Date("2026-11-28T01:00:00Z") });
  await send({ now: new Date("2026-11-28T01:00:02Z") });
  const [first, second] = receiver.calls;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toBe(first?.body);
  expect(Number(second?.headers["webhook-timestamp"])).toBe(Number(first?.headers["webhook-timestamp"]) + 2);
  expect(second?.headers["webhook-signature"]).not.toBe(first?.headers["webhook-signature"]);
});

test("neither the key nor what opens the address is kept with the attempt", async () => {
  receiver.answer = (response, { path }) => response.end(`not at ${path}, ${secret}`);
  const { calls } = await send();
  expect(calls).toHaveLength(1);
  expect(JSON.stringify(calls)).not.toMatch(/a-token-of-the-hook|whsec_/);
  expect(calls[0]?.request).toContain(receiver.url);
});

test.each([
  [200, "delivered", null],
  [204, "delivered", null],
  [301, "again", "redirect"],
  [302, "again", "redirect"],
  [400, "refused", "status"],
  [401, "refused", "status"],
  [404, "refused", "status"],
  [410, "refused", "status"],
  [408, "again", "busy"],
  [425, "again", "busy"],
  [429, "again", "busy"],
  [500, "again", "busy"],
  [503, "again", "busy"],
])("status %i is %s", async (status, outcome, reason) => {
  receiver.answer = (response) => response.writeHead(status, { location: "/elsewhere" }).end("<html>");
  expect(await send()).toMatchObject({ outcome, reason, calls: [{ status }] });
  expect(receiver.calls).toHaveLength(1);
});

test("a receiver that has it and then never ends its answer has it", async () => {
  receiver.answer = (response) => response.writeHead(200).write("x".repeat(64 * 1024));
  expect(await send()).toMatchObject({ outcome: "delivered" });
});

test("who is silent, or not there, is tried again; an address inside never", async () => {
  receiver.answer = () => {};
  expect(await send({ timeoutMs: 100 })).toMatchObject({ outcome: "again", reason: "timeout" });
  const gone = await openReceiver();
  await gone.close();
  expect(await sendWebhook({ url: gone.url, secret }, testNotice())).toMatchObject({
    outcome: "again",
    reason: "connection",
  });
  expect(await send({ refuse: refuseInside([]) })).toMatchObject({ outcome: "refused", reason: "address" });
});

test.each([
  ["https://hooks.example.com/x", secret, true],
  ["http://hooks.example.com:8080/x?key=1", secret, true],
  ["https://user:password@hooks.example.com/", secret, false],
  ["ftp://hooks.example.com/", secret, false],
  ["file:///etc/passwd", secret, false],
  ["hooks.example.com", secret, false],
  ["https://hooks.example.com/", "whsec_", false],
  ["https://hooks.example.com/", "whsec_c2hvcnQ=", false],
  ["https://hooks.example.com/", "whsec_not base64 and long enough to be a key", false],
  ["https://hooks.example.com/", `whsec_${Buffer.alloc(65).toString("base64")}`, false],
])("%s with the key %s can be entered: %s", (url, key, isGood) => {
  expect(channelSettingsSchema.safeParse({ kind: "webhook", url, secret: key }).success).toBe(isGood);
});
