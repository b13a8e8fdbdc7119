import type { SendReason } from "../../domain/notice.ts";
import type { Posted } from "./post.ts";
import type { SendResult } from "./types.ts";

/** What one call's status means for a notice: 2xx has it, a 4xx that waiting does not mend refuses it. */
export function judgeByStatus({ call, failure }: Posted): SendResult {
  const { status } = call;
  const because = (outcome: SendResult["outcome"], reason: SendReason | null) => ({
    outcome,
    reason,
    calls: [call],
  });
  if (status === null) {
    const isFinal = failure === "address" || failure === "settings";
    return because(isFinal ? "refused" : "again", failure ?? "connection");
  }
  if (status >= 200 && status < 300) return because("delivered", null);
  if (status >= 300 && status < 400) return because("again", "redirect");
  const mayPass = status < 200 || status >= 500 || [408, 425, 429].includes(status);
  return mayPass ? because("again", "busy") : because("refused", "status");
}
