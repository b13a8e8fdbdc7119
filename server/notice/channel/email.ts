import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import { createTransport, type SendMailOptions } from "nodemailer";
import SMTPTransport from "nodemailer/lib/smtp-transport/index.js";
import { noticeText } from "../../messages.ts";
import { oneVisibleLine } from "./inert.ts";
import type { SettingsOf } from "./input.ts";
import { bounded, masked } from "./masked.ts";
import { failureOf, wordsOf } from "./post.ts";
import type { NoticeMessage, SendResult, SentCall } from "./types.ts";

/** The operator's own mail server: it may stand inside. */
export interface MailServer {
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. */
  url: string | null;
  /** Whom mails are from; absent: the user name in `url`, where that is an address. */
  from: string | null;
  timeoutMs?: number;
}

/** As much of nodemailer's errors as is read here. */
interface MailError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
  recipient?: string;
}

type SentMail = SMTPTransport.SentMessageInfo & { rejectedErrors?: MailError[] };

const defaultTimeoutMs = 30_000;
const keptBytes = 16 * 1024;

/**
 * Sends one mail to all receivers of a channel, as plain text and as a plain page of the same. A repeat has the same
 * Message-ID. A receiver that is refused while others are served is told in a call of its own: sending again would
 * send to the others again.
 */
export async function sendEmail(
  { receivers }: SettingsOf<"email">,
  notice: NoticeMessage,
  { url, from, timeoutMs = defaultTimeoutMs }: MailServer,
): Promise<SendResult> {
  const sender = from ?? (url === null ? null : userOf(url));
  if (url === null || sender === null) return { outcome: "refused", reason: "settings", calls: [] };
  const began = performance.now();
  const mail = mailOf(notice, sender, receivers);
  const signal = AbortSignal.timeout(timeoutMs);
  const call = (status: number | null, answer: string): SentCall => ({
    name: "SMTP",
    request: bounded(requestText(mail), keptBytes),
    status,
    answer: bounded(masked(answer, secretsOf(url)), keptBytes),
    tookMs: Math.round(performance.now() - began),
  });
  try {
    const info: SentMail = await openTransport(url, signal).sendMail(mail);
    const refused = (info.rejectedErrors ?? []).map(refusedReceiver);
    return { outcome: "delivered", reason: null, calls: [call(250, info.response), ...refused] };
  } catch (error) {
    const { responseCode = null } = error as MailError;
    return { ...judgeMail(error as MailError, signal), calls: [call(responseCode, wordsOf(error))] };
  }
}

function openTransport(url: string, signal: AbortSignal) {
  // Given a URL, `createTransport` itself would drop every other option.
  const transport = new SMTPTransport({
    url,
    getSocket: ({ host = "localhost", port, secure = false }, give) =>
      dial(host, Number(port ?? (secure ? 465 : 587)), signal, give),
  });
  return createTransport(transport);
}

/** A socket that dies when the time is up, however busy the server keeps it. */
function dial(
  host: string,
  port: number,
  signal: AbortSignal,
  give: (error: Error | null, options: { connection: Socket } | null) => void,
): void {
  const socket = connect({ host, port, signal });
  const fail = (error: Error) => give(error, null);
  socket.once("error", fail);
  socket.once("connect", () => {
    // What befalls it later is nodemailer's to tell, and nobody's once the mail is gone.
    socket.on("error", () => {}).off("error", fail);
    give(null, { connection: socket });
  });
}

function judgeMail(error: MailError, signal: AbortSignal): Pick<SendResult, "outcome" | "reason"> {
  const { responseCode = 0, code } = error;
  if (responseCode >= 500) return { outcome: "refused", reason: "status" };
  if (responseCode >= 400) return { outcome: "again", reason: "busy" };
  if (code === "EAUTH") return { outcome: "refused", reason: "settings" };
  if (code === "ETLS" || /certificate/.test(error.message)) return { outcome: "again", reason: "tls" };
  if (code === "EPROTOCOL") return { outcome: "again", reason: "unreadable" };
  return { outcome: "again", reason: failureOf(error, signal) };
}

function refusedReceiver({ recipient, response, message, responseCode }: MailError): SentCall {
  const answer = bounded(response ?? message, keptBytes);
  return { name: "RCPT", request: `RCPT TO:<${recipient}>`, status: responseCode ?? null, answer, tookMs: 0 };
}

function mailOf(notice: NoticeMessage, from: string, receivers: string[]) {
  return {
    from,
    to: receivers,
    subject: oneVisibleLine(notice.title),
    text: textOf(notice),
    html: pageOf(notice),
    messageId: `<${createHash("sha256").update(notice.idempotencyKey).digest("hex").slice(0, 40)}@hostrun>`,
    date: new Date(notice.data.at),
    headers: { "Auto-Submitted": "auto-generated", "Content-Language": notice.locale },
  } satisfies SendMailOptions;
}

function textOf({ title, lines, link }: NoticeMessage): string {
  const all = [title, "", ...lines, ...(link === null ? [] : ["", link])];
  return `${all.map(oneVisibleLine).join("\n")}\n`;
}

function pageOf({ title, lines, link, locale }: NoticeMessage): string {
  const items = lines.map((line) => `<li>${escaped(line)}</li>`).join("\n");
  const open = escaped(noticeText(locale, "open", {}));
  const more = link === null ? "" : `\n<p><a href="${escaped(link)}">${open}</a></p>`;
  return `<!doctype html>
<html lang="${locale}">
<body style="font-family: sans-serif; line-height: 1.5">
<h2>${escaped(title)}</h2>
<ul>
${items}
</ul>${more}
</body>
</html>
`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return oneVisibleLine(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function requestText({ from, to, subject, messageId, text }: ReturnType<typeof mailOf>): string {
  const head = [`From: ${from}`, `To: ${to.join(", ")}`, `Subject: ${subject}`, `Message-ID: ${messageId}`];
  return [...head, "", text].join("\n");
}

function userOf(url: string): string | null {
  const user = decodeURIComponent(new URL(url).username);
  return user.includes("@") ? user : null;
}

function secretsOf(url: string): string[] {
  const password = decodeURIComponent(new URL(url).password);
  return [password, Buffer.from(password).toString("base64")].filter((secret) => secret.length >= 4);
}
