import { int, object } from "zod";
import { utf8Bytes } from "../../domain/text.ts";
import { cutText, fitLines, inert } from "./inert.ts";
import type { SettingsOf } from "./input.ts";
import { callRobot, markdownLink } from "./robot.ts";
import type { SendOptions } from "./send-options.ts";
import type { NoticeMessage, SendResult } from "./types.ts";

const answerSchema = object({ errcode: int() });

/** Of UTF-8, for the whole content. */
const contentBytes = 4_096;
const titleBytes = 400;

/** Busy; more than 20 messages in a minute; too many calls at once. */
const passingCodes = [-1, 45_009, 45_033];

const colours = { info: "info", warning: "warning", error: "warning" } as const;

/**
 * Sends markdown to a robot of a WeCom group; the key that opens it stands in its address. Source:
 * developer.work.weixin.qq.com/document/path/91770 (configuration of group robots) and path/90313 (error codes).
 */
export function sendWeCom(
  { url }: SettingsOf<"wecom">,
  notice: NoticeMessage,
  options: SendOptions = {},
): Promise<SendResult> {
  const title = cutText(inert(notice.title), titleBytes);
  const head = `### <font color="${colours[notice.level]}">${title}</font>\n`;
  const tail = markdownLink(notice).map((link) => `\n\n${link}`);
  const lines = notice.lines.map((line) => `> ${inert(line)}`);
  const room = contentBytes - utf8Bytes([head, ...tail].join(""));
  const content = [head, fitLines(lines, room), ...tail].join("");
  return callRobot(
    {
      url,
      body: { msgtype: "markdown", markdown: { content } },
      secrets: [],
      codeOf: (answer) => answerSchema.safeParse(answer).data?.errcode ?? null,
      passingCodes,
    },
    options,
  );
}
