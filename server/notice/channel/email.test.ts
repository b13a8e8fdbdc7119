import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { openMailServer as openServer, type ReceivedMail } from "../../testing/mail-server.ts";
import { testNotice } from "../../testing/notice.ts";
import { openReceiver } from "../../testing/receiver.ts";
import { sendEmail } from "./email.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function openMailServer(options?: SMTPServerOptions) {
  const server = await openServer(options);
  opened.push(server);
  return server;
}

/** Something on a port that is no mail server. */
async function openPort(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    talk(socket);
  });
  opened.push({
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const from = "Hostrun <hostrun@example.com>";
const receivers = ["ops@example.com", "lead@example.com"];
const refusing = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code });

/** A part of a mail, decoded as a reader does. */
function partOf(raw: string, type: string): string {
  const at = raw.indexOf(`Content-Type: ${type}`);
  const [head = "", ...rest] = raw.slice(at).split("\r\n\r\n");
  const [body = ""] = rest.join("\r\n\r\n").split("\r\n----_");
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString();
  const soft = body.replace(/=\r\n/g, "");
  const bytes = soft.replace(/=([0-9A-F]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(/quoted-printable/i.test(head) ? bytes : soft, "latin1").toString();
}

function headerOf(raw: string, name: string): string | undefined {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return head
    .split("\r\n")
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2);
}

test("each receiver gets the same text as plain text and as a page, from the operator's address", async () => {
  const { mails, url } = await openMailServer();
  const sent = await sendEmail({ receivers }, testNotice(), { url, from });
  expect(sent).toMatchObject({ outcome: "delivered", reason: null, calls: [{ name: "SMTP", status: 250 }] });
  expect(mails).toHaveLength(1);
  const { raw, ...envelope } = mails[0] as ReceivedMail;
  expect(envelope).toEqual({ from: "hostrun@example.com", to: receivers });
  expect(headerOf(raw, "Subject")).toBe("Nightly backup failed: 1 of 2 hosts did not succeed");
  expect(headerOf(raw, "From")).toBe(from);
  expect(headerOf(raw, "To")).toBe(receivers.join(", "));
  expect(headerOf(raw, "Auto-Submitted")).toBe("auto-generated");
  expect(headerOf(raw, "Date")).toBe("Sat, 28 Nov 2026 01:00:00 +0000");
  expect(partOf(raw, "text/plain").replaceAll("\r\n", "\n").trimEnd()).toBe(
    [
      "Nightly backup failed: 1 of 2 hosts did not succeed",
      "",
      "Tenant: default",
      "Hosts: failed 1, succeeded 1",
      "db_01 (7): failed, exit code 3: disk full",
      "",
      "https://console.example.com/task-logs/12",
    ].join("\n"),
  );
  const page = partOf(raw, "text/html");
  expect(page).toContain("<li>db_01 (7): failed, exit code 3: disk full</li>");
  expect(page).toContain('<a href="https://console.example.com/task-logs/12">Open in Hostrun</a>');
});

test("a repeat is known by its Message-ID, and another notice has another", async () => {
  const { mails, url } = await openMailServer();
  for (const idempotencyKey of ["n-1", "n-1", "n-2"])
    await sendEmail({ receivers }, testNotice({ idempotencyKey }), { url, from });
  const [first, again, other] = mails.map(({ raw }) => headerOf(raw, "Message-ID"));
  expect(first).toMatch(/^<[0-9a-f]{40}@hostrun>$/);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test("names and output make neither headers nor markup, in any language", async () => {
  const { mails, url } = await openMailServer();
  const hostile = 'x\r\nBcc: thief@example.com\r\n\r\n<img src="http://evil.example/"> "备份" 失败';
  const notice = testNotice({ title: hostile, lines: [hostile, "‮gnp"], locale: "zh-CN", link: null });
  await sendEmail({ receivers }, notice, { url, from });
  const { raw, to } = mails[0] as ReceivedMail;
  expect(to).toEqual(receivers);
  expect(headerOf(raw, "Bcc")).toBeUndefined();
  expect(raw.split("\r\n").filter((line) => /^(Subject|Bcc|To):/i.test(line))).toHaveLength(2);
  const page = partOf(raw, "text/html");
  expect(page).toContain("&lt;img src=&quot;http://evil.example/&quot;&gt; &quot;备份&quot; 失败");
  expect(page).not.toMatch(/<img|‮/);
  expect(partOf(raw, "text/plain")).toContain(
    'Bcc: thief@example.com <img src="http://evil.example/"> "备份" 失败',
  );
});

test("signs in with what the address holds, and keeps no password with the attempt", async () => {
  const seen: unknown[] = [];
  const { mails, port } = await openMailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      seen.push([username, password]);
      if (password === "p@ss word") done(null, { user: username });
      else done(refusing(535, `no entry with ${password}`));
    },
  });
  const at = (password: string) => `smtp://me%40example.com:${password}@127.0.0.1:${port}`;
  expect(
    await sendEmail({ receivers }, testNotice(), { url: at("p%40ss%20word"), from: null }),
  ).toMatchObject({
    outcome: "delivered",
  });
  expect(mails[0]?.from).toBe("me@example.com");
  expect(seen).toEqual([["me@example.com", "p@ss word"]]);
  const wrong = await sendEmail({ receivers }, testNotice(), { url: at("wrong-one"), from });
  expect(wrong).toMatchObject({ outcome: "refused", reason: "status", calls: [{ status: 535 }] });
  expect(JSON.stringify(wrong)).not.toContain("wrong-one");
  expect(wrong.calls[0]?.answer).toContain("no entry with ••••••");
});

describe("what a server says", () => {
  test.each([
    [451, "again", "busy"],
    [421, "again", "busy"],
    [550, "refused", "status"],
    [554, "refused", "status"],
  ] as const)("%i to the mail is %s", async (code, outcome, reason) => {
    const { url } = await openMailServer({
      onMailFrom: (_from, _session, done) => done(refusing(code, "no")),
    });
    const sent = await sendEmail({ receivers }, testNotice(), { url, from });
    expect(sent).toMatchObject({ outcome, reason, calls: [{ status: code }] });
  });

  test.each([
    [450, "again"],
    [550, "refused"],
  ] as const)("%i to every receiver is %s", async (code, outcome) => {
    const { url, mails } = await openMailServer({
      onRcptTo: (_to, _session, done) => done(refusing(code, "no")),
    });
    expect(await sendEmail({ receivers }, testNotice(), { url, from })).toMatchObject({ outcome });
    expect(mails).toEqual([]);
  });

  test("a receiver that is refused while another is served is told, and nothing is sent twice", async () => {
    const { url, mails } = await openMailServer({
      onRcptTo: ({ address }, _session, done) =>
        address === "lead@example.com" ? done(refusing(550, "no such user")) : done(),
    });
    const sent = await sendEmail({ receivers }, testNotice(), { url, from });
    expect(sent.outcome).toBe("delivered");
    expect(sent.calls[1]).toMatchObject({ name: "RCPT", request: "RCPT TO:<lead@example.com>", status: 550 });
    expect(sent.calls[1]?.answer).toContain("no such user");
    expect(mails.map(({ to }) => to)).toEqual([["ops@example.com"]]);
  });
});

describe("a server that is none", () => {
  const send = (url: string, timeoutMs?: number) =>
    sendEmail({ receivers }, testNotice(), { url, from, timeoutMs });

  test("is silent, or drips: left in time", async () => {
    const silent = await openPort(() => {});
    expect(await send(silent, 300)).toMatchObject({ outcome: "again", reason: "timeout" });
    const dripping = await openPort((socket) => {
      const drops = setInterval(() => socket.write("2"), 20);
      socket.on("close", () => clearInterval(drops));
    });
    expect(await send(dripping, 300)).toMatchObject({ outcome: "again", reason: "timeout" });
  });

  test("says something else, hangs up, or is not there", async () => {
    const web = await openPort((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await send(web)).toMatchObject({ outcome: "again", reason: "unreadable" });
    const rude = await openPort((socket) => socket.destroy());
    expect(await send(rude)).toMatchObject({ outcome: "again" });
    const gone = await openReceiver();
    await gone.close();
    expect(await send(`smtp://127.0.0.1:${gone.port}`)).toMatchObject({
      outcome: "again",
      reason: "connection",
      calls: [{ status: null }],
    });
  });

  test("shows a certificate that nobody vouches for: nothing is said to it", async () => {
    const { port, mails } = await openMailServer({ secure: true });
    expect(await send(`smtps://me:secret-word@127.0.0.1:${port}`)).toMatchObject({
      outcome: "again",
      reason: "tls",
    });
    const starting = await openMailServer({ disabledCommands: [] });
    expect(await send(starting.url)).toMatchObject({ outcome: "again", reason: "tls" });
    expect([...mails, ...starting.mails]).toEqual([]);
  });
});

test("without a server, or without a sender, the settings are what is missing", async () => {
  for (const server of [
    { url: null, from },
    { url: "smtp://me@127.0.0.1:25", from: null },
  ])
    expect(await sendEmail({ receivers }, testNotice(), server)).toEqual({
      outcome: "refused",
      reason: "settings",
      calls: [],
    });
});
