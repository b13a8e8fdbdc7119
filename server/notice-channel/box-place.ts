import type { BoxPlace } from "../crypto/suite.ts";

/** Where the secret part of a channel's settings lies. */
export function channelPlace({ tenantId, id }: { tenantId: number; id: number }): BoxPlace {
  return { tenantId, table: "notice_channel", id: String(id), column: "sealed_secret", version: 1 };
}
