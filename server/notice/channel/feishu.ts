import { createHmac } from "node:crypto";
import { int, object, union } from "zod";
import { noticeText } from "../../messages.ts";
import { cutText, fitLines, jsonBytes, oneVisibleLine } from "./inert.ts";
import type { SettingsOf } from "./input.ts";
import { callRobot } from "./robot.ts";
import type { SendOptions } from "./send-options.ts";
import type { NoticeMessage, SendResult } from "./types.ts";

/** What robots answer today, and what the first of them did. */
const answerSchema = union([
  object({ code: int() }).transform(({ code }) => code),
  object({ StatusCode: int() }).transform(({ StatusCode }) => StatusCode),
]);

/** A call may have 20 KB; this leaves room for its frame. */
const textBytes = 17_000;
const titleBytes = 400;

/** More than 100 messages in a minute or 5 in a second, by either of its two codes; an error of its own. */
const passingCodes = [11_232, 99_991_400, 99_991_401];

const colours = { info: "blue", warning: "orange", error: "red" } as const;

/**
 * Sends a card to a custom robot of a Feishu or Lark group. Its texts are of the kind that knows no markup, so what
 * hosts say stays a text. With the robot's secret, `timestamp` (seconds) and `sign` (HMAC-SHA256 of nothing under the
 * key `{timestamp}\n{secret}`, base64) stand in the body. Source: open.feishu.cn, "Custom bot guide"
 * (client-docs/bot-v3/add-custom-bot).
 */
export function sendFeishu(
  { url, secret }: SettingsOf<"feishu">,
  notice: NoticeMessage,
  options: SendOptions = {},
): Promise<SendResult> {
  const signed = secret === undefined ? undefined : signature(secret, options.now ?? new Date());
  return callRobot(
    {
      url,
      body: { ...signed, msg_type: "interactive", card: cardOf(notice) },
      secrets: [secret, signed?.sign],
      codeOf: (answer) => answerSchema.safeParse(answer).data ?? null,
      passingCodes,
    },
    options,
  );
}

function signature(secret: string, now: Date): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return { timestamp, sign: createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64") };
}

function cardOf({ title, lines, level, link, locale }: NoticeMessage) {
  const text = fitLines(lines.map(oneVisibleLine), textBytes, jsonBytes);
  const open = { tag: "button", text: plain(noticeText(locale, "open", {})), type: "default", url: link };
  return {
    config: { wide_screen_mode: true },
    header: { template: colours[level], title: plain(cutText(oneVisibleLine(title), titleBytes, jsonBytes)) },
    elements: [
      { tag: "div", text: plain(text) },
      ...(link === null ? [] : [{ tag: "action", actions: [open] }]),
    ],
  };
}

function plain(content: string) {
  return { tag: "plain_text", content };
}
