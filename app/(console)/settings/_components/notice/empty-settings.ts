import type { OwnChannelKind } from "../../../../../server/domain/notice.ts";
import type { ChannelSettings } from "../../../../../server/notice/channel/input.ts";

/** What a new channel of a kind begins with; a webhook with a secret of its own. */
export function emptySettings(kind: OwnChannelKind): ChannelSettings {
  if (kind === "email") return { kind, receivers: [] };
  if (kind === "webhook") return { kind, url: "", secret: webhookSecret() };
  return { kind, url: "" };
}

/** 32 random bytes as Standard Webhooks writes them. */
function webhookSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
