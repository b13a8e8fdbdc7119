import { randomBytes } from "node:crypto";
import type { ClientChannel } from "ssh2";
import type { SessionUse } from "./connection.ts";
import type { Lease } from "./pool.ts";
import { bootstrapCommand } from "./remote/bootstrap.ts";
import { relayFrame } from "./remote/relay.ts";
import { ReportReader } from "./report.ts";
import type { Route } from "./route.ts";

/** A fresh mark for one session's reports. */
export function newNonce(): string {
  return randomBytes(12).toString("hex");
}

/**
 * Opens a session on the target: the fixed command, and behind a proxy that logs in itself, the relay in front of
 * the frame. Nothing of the frame is sent yet. Rejects with the signal's reason where that comes first.
 */
export async function openSession(
  lease: Lease,
  route: Route,
  use: SessionUse,
  signal: AbortSignal,
): Promise<{ channel: ClientChannel; prelude: Buffer }> {
  const channel = await lease.connection.exec(bootstrapCommand, use, signal);
  return { channel, prelude: isRelayed(route) ? relayFrame(route.target) : Buffer.alloc(0) };
}

/** Whether the proxy itself logs in to the target, and hands on what is for it. */
export function isRelayed(route: Route): boolean {
  return route.proxy !== null && route.loginMode === "proxy_identity";
}

/** What one of our small programs answered, or what the host said instead. */
export type Answer = { words: string } | { failed: string };

/**
 * Runs one of our small programs to its last report; never rejects.
 *
 * @param onPart hears reports that come before it (`part …`)
 */
export async function ask(
  lease: Lease,
  route: Route,
  frame: (nonce: string) => Buffer,
  timeoutMs: number,
  onPart: (words: string) => void = () => {},
): Promise<Answer> {
  const nonce = newNonce();
  let opened: Awaited<ReturnType<typeof openSession>>;
  try {
    opened = await openSession(lease, route, "aside", AbortSignal.timeout(timeoutMs));
  } catch (error) {
    const late = (error as Error).name === "TimeoutError";
    return { failed: late ? `no session within ${timeoutMs / 1000} s` : (error as Error).message };
  }
  return hear(opened.channel, nonce, Buffer.concat([opened.prelude, frame(nonce)]), timeoutMs, onPart);
}

function hear(
  channel: ClientChannel,
  nonce: string,
  input: Buffer,
  timeoutMs: number,
  onPart: (words: string) => void,
): Promise<Answer> {
  return new Promise((resolve) => {
    let noise = "";
    const listen = (bytes: Buffer) => {
      noise = (noise + bytes.toString("utf8")).slice(-500);
    };
    const answer = (result: Answer) => {
      clearTimeout(timer);
      resolve(result);
      channel.close();
    };
    const timer = setTimeout(() => answer({ failed: `no answer within ${timeoutMs / 1000} s` }), timeoutMs);
    const reader = new ReportReader(nonce, listen, (words) => {
      if (words.startsWith("part ")) onPart(words.slice("part ".length));
      else answer({ words });
    });
    channel.on("data", (chunk: Buffer) => reader.push(chunk));
    channel.stderr.on("data", listen);
    channel.once("close", () => answer({ failed: noise.trim() || "the session ended without an answer" }));
    channel.end(input);
  });
}
