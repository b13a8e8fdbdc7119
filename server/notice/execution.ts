import type { SealingKeyPair } from "../crypto/suite.ts";
import { logger } from "../logger.ts";
import { openSettings } from "../notice-channel/execution.ts";
import type { MailServer } from "./channel/email.ts";
import type { ChannelSettings } from "./channel/input.ts";
import { sendToMessageCentre } from "./channel/message-centre.ts";
import type { RefuseAddress } from "./channel/post.ts";
import { sendByChannel } from "./channel/senders.ts";
import type { NoticeMessage, SendResult } from "./channel/types.ts";
import { recordAttempt, rememberMade, type TakenDelivery, takeDelivery } from "./delivery.ts";
import { sayNotice } from "./say.ts";
import type { SpreadDeps } from "./spread.ts";

/** What a worker delivers notices with. */
export interface DeliverDeps extends SpreadDeps {
  workerId: number;
  master: SealingKeyPair;
  /** Where the console stands, for links; null where the operator has not said. */
  consoleUrl: string | null;
  /** What tenants' own channels may not point to. */
  refuse: RefuseAddress;
  mailServer: MailServer;
}

type OwnChannel = NonNullable<TakenDelivery["channel"]>;

/** Brings a notice to one channel: one attempt, with the next one planned where it failed. Nothing happens where it is not due. */
export async function deliverNotice(deps: DeliverDeps, deliveryId: number): Promise<void> {
  const taken = await takeDelivery(deps.database, deps.workerId, deliveryId);
  if (taken === undefined) return;
  await recordAttempt(deps, taken, await attempt(deps, taken));
}

async function attempt(deps: DeliverDeps, taken: TakenDelivery): Promise<SendResult> {
  try {
    return await send(deps, taken);
  } catch (error) {
    logger.error({ err: error, delivery: taken.delivery.id }, "a notice could not be sent");
    return { outcome: "again", reason: "fault", calls: [] };
  }
}

async function send(deps: DeliverDeps, taken: TakenDelivery): Promise<SendResult> {
  const { delivery, channel } = taken;
  if (channel !== null) return sendByOwn(deps, taken, channel);
  const centre = deps.messageCentre;
  if (centre === null) return { outcome: "refused", reason: "settings", calls: [] };
  return sendToMessageCentre(centre, messageOf(deps, taken, centre.mapping.locale), {
    receivers: delivery.receivers ?? centre.receivers,
    made: delivery.made,
    remember: (made) => rememberMade(deps.database, taken, made),
  });
}

/** By a channel of the tenant's own; one that was deleted, or whose box does not open, lacks its settings. */
async function sendByOwn(deps: DeliverDeps, taken: TakenDelivery, channel: OwnChannel): Promise<SendResult> {
  const settings = channel.deletedAt === null ? await settingsOf(deps, channel) : null;
  if (settings === null) return { outcome: "refused", reason: "settings", calls: [] };
  return sendByChannel(settings, messageOf(deps, taken, channel.locale), deps);
}

async function settingsOf({ master }: DeliverDeps, channel: OwnChannel): Promise<ChannelSettings | null> {
  try {
    return await openSettings(master, channel);
  } catch (error) {
    logger.error({ err: error, channel: channel.id }, "a channel's settings can't be opened");
    return null;
  }
}

function messageOf(
  { consoleUrl }: DeliverDeps,
  { notice, delivery }: TakenDelivery,
  locale: NoticeMessage["locale"],
): NoticeMessage {
  const { content: data, level } = notice;
  return {
    ...sayNotice(locale, data),
    locale,
    level,
    link: consoleUrl === null ? null : `${consoleUrl}${pageOf(notice)}`,
    idempotencyKey: delivery.idempotencyKey,
    data,
  };
}

/** The page that shows more of what happened. */
function pageOf({ taskLogId, taskId }: TakenDelivery["notice"]): string {
  if (taskLogId !== null) return `/task-logs/${taskLogId}`;
  return taskId === null ? "/" : `/tasks/${taskId}`;
}
