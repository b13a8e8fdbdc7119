import { createHmac } from "node:crypto";
import { int, object } from "zod";
import { cutText, fitLines, inert, jsonBytes } from "./inert.ts";
import type { SettingsOf } from "./input.ts";
import { callRobot, markdownLink } from "./robot.ts";
import type { SendOptions } from "./send-options.ts";
import type { NoticeMessage, SendResult } from "./types.ts";

const answerSchema = object({ errcode: int() });

/** A message may have 20 000 bytes; this leaves room for its frame. */
const textBytes = 18_000;
const titleBytes = 200;

/** Busy; more than 20 messages in a minute, by either of its two codes. */
const passingCodes = [-1, 130_101, 410_100];

/**
 * Sends markdown to a custom robot of a DingTalk group. With the robot's secret, `timestamp` (milliseconds) and
 * `sign` (HMAC-SHA256 of `{timestamp}\n{secret}` under that secret, base64) stand in the query. Source:
 * open.dingtalk.com, "Custom robots: access" and "security settings" (custom-robot-access,
 * customize-robot-security-settings).
 */
export function sendDingTalk(
  { url, secret }: SettingsOf<"dingtalk">,
  notice: NoticeMessage,
  options: SendOptions = {},
): Promise<SendResult> {
  const signed = new URL(url);
  const signature =
    secret === undefined ? undefined : addSignature(signed, secret, options.now ?? new Date());
  const title = cutText(inert(notice.title), titleBytes);
  const lines = notice.lines.map((line) => `- ${inert(line)}`);
  const tail = markdownLink(notice).map((link) => `\n\n${link}`);
  const room = textBytes - jsonBytes(`#### ${title}\n\n${tail.join("")}`);
  const text = [`#### ${title}\n\n`, fitLines(lines, room, jsonBytes), ...tail].join("");
  return callRobot(
    {
      url: signed.href,
      body: { msgtype: "markdown", markdown: { title, text }, at: { isAtAll: false } },
      secrets: [secret, signature],
      codeOf: (answer) => answerSchema.safeParse(answer).data?.errcode ?? null,
      passingCodes,
    },
    options,
  );
}

function addSignature(url: URL, secret: string, now: Date): string {
  const timestamp = String(now.getTime());
  const signature = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
  url.searchParams.set("timestamp", timestamp);
  url.searchParams.set("sign", signature);
  return signature;
}
