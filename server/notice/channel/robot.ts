import { noticeText } from "../../messages.ts";
import { callSecrets } from "./call-secrets.ts";
import { inert } from "./inert.ts";
import { judgeByStatus } from "./judge.ts";
import { type Posted, post } from "./post.ts";
import type { SendOptions } from "./send-options.ts";
import type { NoticeMessage, SendResult } from "./types.ts";

/** What sets one platform's robots apart from another's, once the message is made. */
interface RobotCall {
  url: string;
  body: object;
  /** The signature and its key, beside the address. */
  secrets: (string | undefined)[];
  /** The error code in an answer; null where the answer has none. */
  codeOf: (answer: unknown) => number | null;
  /** Codes of what waiting mends: too many messages in a while, a platform that is busy. */
  passingCodes: readonly number[];
}

/** Robots answer HTTP 200 whatever happened; their own code says whether the message is there. */
export async function callRobot(
  { url, body, secrets, codeOf, passingCodes }: RobotCall,
  { now: _now, ...options }: SendOptions,
): Promise<SendResult> {
  const hidden = [...callSecrets(url), ...secrets.filter((secret) => secret !== undefined)];
  const posted = await post({ ...options, name: "POST", url, body: JSON.stringify(body), secrets: hidden });
  const byStatus = judgeByStatus(posted);
  if (byStatus.outcome === "again") return byStatus;
  const code = codeOf(parsed(posted));
  if (code === 0 || (code === null && byStatus.outcome === "refused")) return byStatus;
  if (code === null) return { ...byStatus, outcome: "again", reason: posted.failure ?? "unreadable" };
  const passes = passingCodes.includes(code);
  return { ...byStatus, outcome: passes ? "again" : "refused", reason: passes ? "busy" : "refused" };
}

/** The link to the page that shows more, in markdown; nothing where there is none. */
export function markdownLink({ link, locale }: NoticeMessage): string[] {
  if (link === null) return [];
  const address = link.replaceAll("(", "%28").replaceAll(")", "%29");
  return [`[${inert(noticeText(locale, "open", {}))}](${address})`];
}

function parsed({ answer }: Posted): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return null;
  }
}
