import { lookup as systemLookup } from "node:dns";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { urlToHttpOptions } from "node:url";
import type { SendReason } from "../../domain/notice.ts";
import { bounded, masked } from "./masked.ts";
import type { SentCall } from "./types.ts";

/** Why an address, as resolved, must not be connected to; null when it may. */
export type RefuseAddress = (address: string) => string | null;

/** How a call is made, beside what is sent. */
export interface PostOptions {
  /** From the first look-up to the last byte of the answer. */
  timeoutMs?: number;
  /** Asked for every address that a connection would go to. Absent where the operator chose the address. */
  refuse?: RefuseAddress;
  /** How a name becomes addresses; the system's way unless said. */
  lookup?: LookupFunction;
}

interface PostRequest extends PostOptions {
  /** What the call is called where attempts are shown, such as the procedure's name. */
  name: string;
  url: string;
  headers?: Record<string, string>;
  body: string;
  /** What may not stand in the call as it is kept: tokens, signatures, the part of the address that opens it. */
  secrets: readonly string[];
}

/** A call as it is kept, and what became of it. */
export interface Posted {
  call: SentCall;
  /** The answer as it came, for whoever must read it: the call's own is masked. */
  answer: string;
  /** Why there is no whole answer; null where there is one, whatever it says. `call.status` may be there all the same. */
  failure: SendReason | null;
}

type Answer = { status: number | null; text: string; failure: SendReason | null };

const answerBytes = 16 * 1024;
const defaultTimeoutMs = 10_000;

/**
 * Sends one JSON body and reads the answer, within a time and a size: what comes after 16 KiB is not read.
 * Redirects are not followed, certificates are checked, and no connection is kept for a later call, so that
 * `refuse` judges every address that is connected to. Never throws: what went wrong is in the result.
 */
export async function post(request: PostRequest): Promise<Posted> {
  const began = performance.now();
  const signal = AbortSignal.timeout(request.timeoutMs ?? defaultTimeoutMs);
  const { status, text, failure } = await exchange(request, signal).catch(
    (error: unknown): Answer => ({ status: null, text: wordsOf(error), failure: failureOf(error, signal) }),
  );
  const call = {
    name: request.name,
    request: requestText(request),
    status,
    answer: masked(text, request.secrets, failure !== null),
    tookMs: Math.round(performance.now() - began),
  };
  return { call, answer: text, failure };
}

async function exchange(request: PostRequest, signal: AbortSignal): Promise<Answer> {
  const url = new URL(request.url);
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0) refuseAny([literal], request.refuse);
  const response = await open(url, request, signal);
  return { status: response.statusCode ?? null, ...(await readAnswer(response, signal)) };
}

function open(url: URL, request: PostRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const start = url.protocol === "https:" ? https.request : http.request;
  const options = {
    ...urlToHttpOptions(url),
    method: "POST",
    agent: false,
    headers: headersOf(request),
    lookup: guarded(request.lookup ?? (systemLookup as LookupFunction), request.refuse),
    rejectUnauthorized: true,
    signal,
  };
  return new Promise((resolve, reject) => {
    const outgoing = start(options, resolve);
    outgoing.on("error", reject).on("close", () => reject(new Error("closed without an answer")));
    outgoing.end(request.body);
  });
}

function headersOf({ headers, body }: PostRequest): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Hostrun",
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
  };
}

/** The body as far as it came: one that ends too late, or never, is cut. */
async function readAnswer(
  response: IncomingMessage,
  signal: AbortSignal,
): Promise<Pick<Answer, "text" | "failure">> {
  const chunks: Buffer[] = [];
  const read = (failure: SendReason | null) => {
    const text = Buffer.concat(chunks).subarray(0, answerBytes).toString();
    return { text, failure };
  };
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > answerBytes) return read("endless");
    }
  } catch (error) {
    return read(failureOf(error, signal));
  }
  return read(null);
}

/** A look-up whose answer is refused as a whole when any address in it is: a name may have several. */
function guarded(lookup: LookupFunction, refuse: RefuseAddress | undefined): LookupFunction {
  return (hostname, options, give) =>
    lookup(hostname, options, (error, found, family) => {
      if (error !== null) return give(error, found, family);
      try {
        refuseAny(typeof found === "string" ? [found] : found.map(({ address }) => address), refuse);
      } catch (refused) {
        return give(refused as Error, found, family);
      }
      give(null, found, family);
    });
}

class AddressRefused extends Error {
  override name = "AddressRefused";
}

function refuseAny(addresses: string[], refuse: RefuseAddress | undefined): void {
  for (const address of addresses) {
    const refused = refuse?.(address) ?? null;
    if (refused !== null) throw new AddressRefused(refused);
  }
}

const reasonOfCode: Record<string, SendReason> = {
  ERR_INVALID_URL: "settings",
  ERR_INVALID_PROTOCOL: "settings",
  ERR_INVALID_CHAR: "settings",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ETIMEDOUT: "timeout",
  EPROTO: "tls",
};

/** Why there is no answer, by the error that a connection ended with. */
export function failureOf(error: unknown, signal: AbortSignal): SendReason {
  if (signal.aborted) return "timeout";
  if (error instanceof AddressRefused) return "address";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code)) return "tls";
  return reasonOfCode[code] ?? "connection";
}

/** An error's own words, for whoever must mend its cause. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
}

function requestText(request: PostRequest): string {
  const headers = Object.entries(headersOf(request)).map(([name, value]) => `${name}: ${value}`);
  const text = [`POST ${request.url}`, ...headers, "", request.body].join("\n");
  return bounded(masked(text, request.secrets), answerBytes);
}
