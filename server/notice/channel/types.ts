import type { Locale } from "../../domain/locale.ts";
import type { NoticeContent, NoticeLevel, SendReason } from "../../domain/notice.ts";

/** What a receiver is told, in the words of one language; made by `sayNotice`. */
export interface NoticeMessage {
  locale: Locale;
  level: NoticeLevel;
  /** One line of plain text. */
  title: string;
  /** Plain text, one fact each; a channel escapes it for its own form. Names and output of hosts are in it. */
  lines: string[];
  /** The page that shows more; null where `HOSTRUN_URL` is not set. */
  link: string | null;
  /** The same for each attempt to bring this notice to this channel, so that a repeat is recognised. */
  idempotencyKey: string;
  /** The same facts as data, for webhooks. */
  data: NoticeContent;
}

/** One call as it was made, for people to read: secrets masked, each text cut to 16 KiB. */
export interface SentCall {
  /** What it was for, in the receiver's own words: `createNotice`, `POST`, `RCPT`. */
  name: string;
  /** Request line, headers and body. */
  request: string;
  /** The HTTP or SMTP status; null where none came. */
  status: number | null;
  /** What was answered, or the error's own words where nothing was. */
  answer: string;
  tookMs: number;
}

/** What came of one attempt. Senders do not throw for what a receiver or a network does. */
export interface SendResult {
  /** `again`: it may work later. `refused`: it will not, whatever is repeated, until somebody changes something. */
  outcome: "delivered" | "again" | "refused";
  /** Null where it was delivered. */
  reason: SendReason | null;
  calls: SentCall[];
}
