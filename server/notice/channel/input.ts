import {
  array,
  discriminatedUnion,
  type infer as Infer,
  literal,
  enum as oneOf,
  strictObject,
  string,
} from "zod";
import { emailSchema } from "../../domain/email.ts";
import { because } from "../../domain/field-refusal.ts";

/** An address that a notice is posted to. What opens it, such as a robot's token, stands in it: it is a secret. */
const callAddress = string().trim().max(2_000).refine(isCallable, because("CALL_ADDRESS"));

/** A key of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
const webhookSecret = string().trim().refine(isWebhookSecret, because("WEBHOOK_SECRET"));

/** What a robot's settings show where signatures are on; absent where they are off. */
const robotSecret = string().trim().min(1).max(200).optional();

const receivers = array(emailSchema).min(1).max(50);

/** What a channel needs to reach its receivers, as it is entered; a kind of channel for each way. */
export const channelSettingsSchema = discriminatedUnion("kind", [
  strictObject({ kind: literal("webhook"), url: callAddress, secret: webhookSecret }),
  strictObject({ kind: literal("email"), receivers }),
  strictObject({ kind: literal("dingtalk"), url: callAddress, secret: robotSecret }),
  strictObject({ kind: literal("wecom"), url: callAddress }),
  strictObject({ kind: literal("feishu"), url: callAddress, secret: robotSecret }),
]);
export type ChannelSettings = Infer<typeof channelSettingsSchema>;
export type ChannelKind = ChannelSettings["kind"];
export type SettingsOf<K extends ChannelKind> = Omit<Extract<ChannelSettings, { kind: K }>, "kind">;

/** What of them may be shown again: of an address its host alone. */
export const shownSettingsSchema = discriminatedUnion("kind", [
  strictObject({ kind: literal("email"), receivers }),
  strictObject({ kind: oneOf(["webhook", "dingtalk", "wecom", "feishu"]), host: string() }),
]);
export type ShownSettings = Infer<typeof shownSettingsSchema>;

function isCallable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "" && hash === "";
}

function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const encoded = text.slice("whsec_".length).replace(/=+$/, "");
  const bytes = Math.floor((encoded.length * 3) / 4);
  return encoded.length % 4 !== 1 && bytes >= 24 && bytes <= 64;
}
