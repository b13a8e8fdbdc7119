import { open } from "../crypto/open.ts";
import type { SealingKeyPair } from "../crypto/suite.ts";
import type { noticeChannel } from "../db/tables/notice.ts";
import type { ChannelSettings } from "../notice/channel/input.ts";
import { joinSettings } from "../notice/channel/parts.ts";
import { channelPlace } from "./box-place.ts";

/** A channel's whole settings; throws where its box belongs elsewhere, or its parts do not fit. */
export async function openSettings(
  master: SealingKeyPair,
  row: typeof noticeChannel.$inferSelect,
): Promise<ChannelSettings> {
  const { settings, sealedSecret } = row;
  const secret = sealedSecret === null ? null : await open(master, sealedSecret, channelPlace(row));
  return joinSettings(settings, secret === null ? null : secret.toString());
}
