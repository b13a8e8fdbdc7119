import { sendDingTalk } from "./dingtalk.ts";
import { type MailServer, sendEmail } from "./email.ts";
import { sendFeishu } from "./feishu.ts";
import type { ChannelSettings } from "./input.ts";
import type { SendOptions } from "./send-options.ts";
import type { NoticeMessage, SendResult } from "./types.ts";
import { sendWebhook } from "./webhook.ts";
import { sendWeCom } from "./wecom.ts";

/** Brings a notice to a channel that a tenant has set up, of whichever kind. Never throws for what a receiver does. */
export function sendByChannel(
  settings: ChannelSettings,
  notice: NoticeMessage,
  { mailServer, ...options }: SendOptions & { mailServer: MailServer },
): Promise<SendResult> {
  switch (settings.kind) {
    case "webhook":
      return sendWebhook(settings, notice, options);
    case "email":
      return sendEmail(settings, notice, mailServer);
    case "dingtalk":
      return sendDingTalk(settings, notice, options);
    case "wecom":
      return sendWeCom(settings, notice, options);
    case "feishu":
      return sendFeishu(settings, notice, options);
  }
}
