import { afterAll, beforeAll, expect, test } from "vitest";
import { testNotice } from "../../testing/notice.ts";
import { answering, openReceiver, type Receiver } from "../../testing/receiver.ts";
import type { ChannelSettings } from "./input.ts";
import { sendByChannel } from "./senders.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver(answering(200, { errcode: 0, code: 0 }));
});
afterAll(() => receiver.close());

const secret = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
const mailServer = { url: null, from: null };

test.each(["webhook", "dingtalk", "wecom", "feishu"] as const)(
  "%s gets what its kind understands",
  async (kind) => {
    const marks = { webhook: "notice.test", dingtalk: "isAtAll", wecom: "<font color", feishu: "plain_text" };
    const url = `${receiver.url}/${kind}`;
    const settings: ChannelSettings = kind === "webhook" ? { kind, url, secret } : { kind, url };
    expect(await sendByChannel(settings, testNotice(), { mailServer })).toMatchObject({
      outcome: "delivered",
    });
    const body = JSON.stringify(JSON.parse(receiver.calls.at(-1)?.body ?? ""));
    for (const [name, mark] of Object.entries(marks))
      expect(JSON.stringify(body).includes(mark)).toBe(name === kind);
  },
);

test("mail goes by the operator's server, and nowhere without one", async () => {
  const settings: ChannelSettings = { kind: "email", receivers: ["ops@example.com"] };
  const sent = await sendByChannel(settings, testNotice(), { mailServer });
  expect(sent).toEqual({ outcome: "refused", reason: "settings", calls: [] });
});
