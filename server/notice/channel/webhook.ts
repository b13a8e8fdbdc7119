import { createHmac } from "node:crypto";
import { callSecrets } from "./call-secrets.ts";
import type { SettingsOf } from "./input.ts";
import { judgeByStatus } from "./judge.ts";
import { post } from "./post.ts";
import type { SendOptions } from "./send-options.ts";
import type { NoticeMessage, SendResult } from "./types.ts";

/**
 * Posts a notice as data, signed as Standard Webhooks 1.0 says
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): the receiver checks
 * `webhook-signature` over `{webhook-id}.{webhook-timestamp}.{body}`, and knows a repeat by `webhook-id`.
 */
export async function sendWebhook(
  { url, secret }: SettingsOf<"webhook">,
  notice: NoticeMessage,
  { now = new Date(), ...options }: SendOptions = {},
): Promise<SendResult> {
  const body = webhookBody(notice);
  const id = notice.idempotencyKey;
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${sign(secret, `${id}.${timestamp}.${body}`)}`,
  };
  const secrets = [secret, ...callSecrets(url)];
  return judgeByStatus(await post({ ...options, name: "POST", url, headers, body, secrets }));
}

function webhookBody({ data, level, title, link }: NoticeMessage): string {
  return JSON.stringify({ type: `notice.${data.kind}`, timestamp: data.at, level, title, link, data });
}

function sign(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", key).update(text).digest("base64");
}
