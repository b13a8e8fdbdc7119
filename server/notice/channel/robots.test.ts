import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hostileText, testNotice } from "../../testing/notice.ts";
import { answering, openReceiver, type Receiver } from "../../testing/receiver.ts";
import { sendDingTalk } from "./dingtalk.ts";
import { sendFeishu } from "./feishu.ts";
import { refuseInside } from "./inside.ts";
import type { SendOptions } from "./send-options.ts";
import type { NoticeMessage, SendResult } from "./types.ts";
import { sendWeCom } from "./wecom.ts";

const now = new Date("2026-11-28T01:00:00.123Z");
const dingTalkSecret = "SEC-of-the-group-of-dingtalk";
const feishuSecret = "secret-of-the-group-of-feishu";

/** Each kind with its address, its secret, and an answer that says yes. */
const robots = {
  dingtalk: {
    path: "/robot/send?access_token=token-of-dingtalk",
    ok: { errcode: 0, errmsg: "ok" },
    send: (url: string, notice: NoticeMessage, options: SendOptions) =>
      sendDingTalk({ url, secret: dingTalkSecret }, notice, options),
  },
  wecom: {
    path: "/cgi-bin/webhook/send?key=key-of-the-group-of-wecom",
    ok: { errcode: 0, errmsg: "ok" },
    send: (url: string, notice: NoticeMessage, options: SendOptions) => sendWeCom({ url }, notice, options),
  },
  feishu: {
    path: "/open-apis/bot/v2/hook/hook-of-the-group-of-feishu",
    ok: { code: 0, msg: "success", data: {} },
    send: (url: string, notice: NoticeMessage, options: SendOptions) =>
      sendFeishu({ url, secret: feishuSecret }, notice, options),
  },
};
const kinds = ["dingtalk", "wecom", "feishu"] as const;
type Kind = (typeof kinds)[number];

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.calls.length = 0;
});

function send(
  kind: Kind,
  changes: Partial<NoticeMessage> = {},
  options: SendOptions = {},
): Promise<SendResult> {
  const { path, send } = robots[kind];
  return send(`${receiver.url}${path}`, testNotice(changes), { now, ...options });
}

async function sent(kind: Kind, changes: Partial<NoticeMessage> = {}) {
  receiver.answer = answering(200, robots[kind].ok);
  expect(await send(kind, changes)).toMatchObject({ outcome: "delivered", reason: null });
  const call = receiver.calls.at(-1);
  return { path: call?.path ?? "", raw: call?.body ?? "", body: JSON.parse(call?.body ?? "") };
}

/** The text that people read, wherever the kind has it. */
function textOf(kind: Kind, body: ReturnType<typeof JSON.parse>): string {
  if (kind === "feishu") return body.card.elements[0].text.content;
  return kind === "dingtalk" ? body.markdown.text : body.markdown.content;
}

test("DingTalk gets markdown, signed in the query over milliseconds", async () => {
  const { path, raw } = await sent("dingtalk");
  const timestamp = String(now.getTime());
  const sign = createHmac("sha256", dingTalkSecret)
    .update(`${timestamp}\n${dingTalkSecret}`)
    .digest("base64");
  expect(path).toBe(
    `/robot/send?access_token=token-of-dingtalk&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`,
  );
  expect(raw).toBe(
    JSON.stringify({
      msgtype: "markdown",
      markdown: {
        title: "Nightly backup failed: 1 of 2 hosts did not succeed",
        text: [
          "#### Nightly backup failed: 1 of 2 hosts did not succeed",
          "",
          "- Tenant: default",
          "- Hosts: failed 1, succeeded 1",
          "- db_01 (7): failed, exit code 3: disk full",
          "",
          "[Open in Hostrun](https://console.example.com/task-logs/12)",
        ].join("\n"),
      },
      at: { isAtAll: false },
    }),
  );
});

test("WeCom gets markdown, with nothing but the key in its address", async () => {
  const { path, raw } = await sent("wecom");
  expect(path).toBe("/cgi-bin/webhook/send?key=key-of-the-group-of-wecom");
  expect(raw).toBe(
    JSON.stringify({
      msgtype: "markdown",
      markdown: {
        content: [
          '### <font color="warning">Nightly backup failed: 1 of 2 hosts did not succeed</font>',
          "> Tenant: default",
          "> Hosts: failed 1, succeeded 1",
          "> db_01 (7): failed, exit code 3: disk full",
          "",
          "[Open in Hostrun](https://console.example.com/task-logs/12)",
        ].join("\n"),
      },
    }),
  );
});

test("Feishu gets a card of plain texts, signed in the body over seconds", async () => {
  const { path, raw } = await sent("feishu");
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const sign = createHmac("sha256", `${timestamp}\n${feishuSecret}`).digest("base64");
  const plain = (content: string) => ({ tag: "plain_text", content });
  expect(path).toBe("/open-apis/bot/v2/hook/hook-of-the-group-of-feishu");
  expect(raw).toBe(
    JSON.stringify({
      timestamp,
      sign,
      msg_type: "interactive",
      card: {
        config: { wide_screen_mode: true },
        header: { template: "red", title: plain("Nightly backup failed: 1 of 2 hosts did not succeed") },
        elements: [
          {
            tag: "div",
            text: plain(
              "Tenant: default\nHosts: failed 1, succeeded 1\ndb_01 (7): failed, exit code 3: disk full",
            ),
          },
          {
            tag: "action",
            actions: [
              {
                tag: "button",
                text: plain("Open in Hostrun"),
                type: "default",
                url: "https://console.example.com/task-logs/12",
              },
            ],
          },
        ],
      },
    }),
  );
});

test("robots without a secret get no signature", async () => {
  receiver.answer = answering(200, { errcode: 0, code: 0 });
  await sendDingTalk({ url: `${receiver.url}/?access_token=x` }, testNotice());
  await sendFeishu({ url: `${receiver.url}/hook` }, testNotice());
  expect(receiver.calls[0]?.path).toBe("/?access_token=x");
  expect(JSON.parse(receiver.calls[1]?.body ?? "")).not.toHaveProperty("sign");
});

describe.each(kinds)("%s", (kind) => {
  test("says it in Chinese where the notice does, and without a link where there is none", async () => {
    const { body, raw } = await sent(kind, { locale: "zh-CN", title: "备份失败", lines: ["租户：default"] });
    expect(raw).toContain("备份失败");
    expect(raw).toContain("在 Hostrun 中查看");
    expect(textOf(kind, body)).toContain("租户：default");
    expect((await sent(kind, { link: null })).raw).not.toContain("Open in Hostrun");
  });

  test("what hosts say makes no link, mention or markup, and turns nothing around", async () => {
    const { body } = await sent(kind, { title: hostileText, lines: [hostileText, hostileText] });
    const text = textOf(kind, body);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u);
    if (kind === "feishu") {
      const tags = JSON.stringify(body).match(/"tag":"[a-z_]+"/g);
      expect(new Set(tags)).toEqual(
        new Set(['"tag":"plain_text"', '"tag":"div"', '"tag":"action"', '"tag":"button"']),
      );
      return;
    }
    const ours =
      /^#+ |<font color="warning">|<\/font>|\[Open in Hostrun\]\(https:\/\/console[^)]*\)|^> |^- /gm;
    expect(text.replace(ours, "")).not.toMatch(/[<>[\]`*~#|&\\@]|:\/\/|www\.|__/);
    expect(text).toContain("evil.example");
  });

  test("a long notice keeps its limit in bytes, its title and its link, and says that lines are missing", async () => {
    const lines = Array.from({ length: 40 }, (_all, index) => `主机${index}："出错了" ${"长".repeat(500)}`);
    const { raw, body } = await sent(kind, { title: "任务失败".repeat(200), lines });
    const text = textOf(kind, body);
    expect(text).toContain("主机0");
    expect(text).toContain("…");
    expect(raw).toContain("https://console.example.com/task-logs/12");
    const size = kind === "wecom" ? Buffer.byteLength(text) : Buffer.byteLength(raw);
    const limit = { wecom: 4_096, dingtalk: 20_000, feishu: 20_000 }[kind];
    expect(size).toBeLessThanOrEqual(limit);
    expect(size).toBeGreaterThan(limit / 2);
  });

  test("one line that is too long by itself is cut between characters", async () => {
    const { body } = await sent(kind, { lines: ["😀".repeat(20_000)] });
    const text = textOf(kind, body);
    expect(text).toMatch(/😀…(\n|$)/);
    expect(text.isWellFormed()).toBe(true);
  });

  test("neither secret, signature nor token is kept with the attempt, though the answer repeats them", async () => {
    receiver.answer = (response, { path, body }) => response.writeHead(400).end(`${path} ${body}`);
    const { calls } = await send(kind);
    expect(JSON.stringify(calls)).not.toMatch(/(token|key|hook|group)-of-/);
    const { path = "", body = "" } = receiver.calls[0] ?? {};
    const sign =
      kind === "dingtalk" ? new URL(path, "http://x").searchParams.get("sign") : JSON.parse(body).sign;
    if (kind !== "wecom") expect(JSON.stringify(calls)).not.toContain(sign);
    expect(calls[0]?.request).toContain("Nightly backup failed");
  });

  test("an address inside is refused", async () => {
    expect(await send(kind, {}, { refuse: refuseInside([]) })).toMatchObject({
      outcome: "refused",
      reason: "address",
    });
    expect(receiver.calls).toEqual([]);
  });

  test("silence and answers that never end are tried again", async () => {
    receiver.answer = () => {};
    expect(await send(kind, {}, { timeoutMs: 100 })).toMatchObject({ outcome: "again", reason: "timeout" });
    receiver.answer = (response) => response.writeHead(200).end("x".repeat(64 * 1024));
    expect(await send(kind)).toMatchObject({ outcome: "again", reason: "endless" });
  });

  test.each([
    [200, "<html>sign in</html>", "again", "unreadable"],
    [200, {}, "again", "unreadable"],
    [200, { errcode: "0", code: "0" }, "again", "unreadable"],
    [302, "", "again", "redirect"],
    [404, "<html>", "refused", "status"],
    [429, {}, "again", "busy"],
    [502, { errcode: 0, code: 0 }, "again", "busy"],
    [502, { errcode: 502, code: 502 }, "again", "busy"],
  ])("status %i with %j is %s", async (status, answer, outcome, reason) => {
    receiver.answer = answering(status, answer);
    expect(await send(kind)).toMatchObject({ outcome, reason });
  });
});

test.each([
  ["dingtalk", 310_000, "refused"],
  ["dingtalk", 300_001, "refused"],
  ["dingtalk", 130_101, "again"],
  ["dingtalk", 410_100, "again"],
  ["dingtalk", -1, "again"],
  ["wecom", 93_000, "refused"],
  ["wecom", 40_058, "refused"],
  ["wecom", 45_009, "again"],
  ["wecom", -1, "again"],
  ["feishu", 19_021, "refused"],
  ["feishu", 19_024, "refused"],
  ["feishu", 11_232, "again"],
  ["feishu", 99_991_400, "again"],
] as const)("%s saying %i with status 200 means %s", async (kind, code, outcome) => {
  receiver.answer = answering(200, kind === "feishu" ? { code, msg: "no" } : { errcode: code, errmsg: "no" });
  const reason = outcome === "again" ? "busy" : "refused";
  expect(await send(kind)).toMatchObject({ outcome, reason, calls: [{ status: 200 }] });
});

test("Feishu's first way to answer is understood too, and a limit that comes with status 400", async () => {
  receiver.answer = answering(200, { StatusCode: 0, StatusMessage: "success" });
  expect(await send("feishu")).toMatchObject({ outcome: "delivered" });
  receiver.answer = answering(400, { code: 11_232, msg: "frequency limited" });
  expect(await send("feishu")).toMatchObject({ outcome: "again", reason: "busy" });
});
