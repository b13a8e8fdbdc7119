import { isIP } from "node:net";
import type { Env } from "../env.ts";
import type { WebRuntime } from "../runtime.ts";
import { bearerOf } from "../trpc/context.ts";
import type { CallContext } from "../trpc/init.ts";
import { refusal } from "./refusal.ts";

/** What a body may hold: a script of 1 MiB, escaped, and the rest. */
const bodyBytes = 4 * 1024 * 1024;
const bodyLimit = "4 MiB";

/**
 * Looks at a request before anything of it is parsed: somebody must ask, from this very console where a cookie
 * says who, with a body that can be read. Answers the refusal, or the request with its body in hand.
 *
 * @param options.open the call needs nobody
 */
export async function admit(
  request: Request,
  { env }: Pick<WebRuntime, "env">,
  context: CallContext,
  options: { open: boolean },
): Promise<Response | Request> {
  if (context.actor === null && !options.open) return refusal(context, "UNAUTHORIZED", "NOT_SIGNED_IN");
  if (request.method === "GET" || request.method === "HEAD" || request.method === "DELETE") return request;
  if (isEmpty(request) && bearerOf(request.headers) !== null) return request;
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return refusal(context, "UNSUPPORTED_MEDIA_TYPE", "CONTENT_TYPE");
  if (bearerOf(request.headers) === null && !isOwnOrigin(request.headers, env)) {
    return refusal(context, "FORBIDDEN", "CROSS_SITE");
  }
  const body = await readBody(request);
  if (body === null) return refusal(context, "PAYLOAD_TOO_LARGE", "BODY_TOO_LARGE", { limit: bodyLimit });
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body,
    signal: request.signal,
  });
}

/**
 * Whether a request comes from a page of this console. Without a configured address, `Origin` must say the
 * address that was asked, and that must be one that no foreign name server can point here.
 */
export function isOwnOrigin(headers: Headers, env: Pick<Env, "HOSTRUN_URL">): boolean {
  const origin = headers.get("origin");
  if (origin === null || origin === "null") return false;
  if (env.HOSTRUN_URL !== undefined) return origin === new URL(env.HOSTRUN_URL).origin;
  const host = headers.get("host") ?? "";
  const proto = headers.get("x-forwarded-proto") ?? "http";
  const name = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return (name === "localhost" || isIP(name) !== 0) && origin === `${proto}://${host}`;
}

/** A verb that needs no input may come without a body; then there is nothing to read, and no type to ask for. */
function isEmpty({ headers }: Request): boolean {
  return !headers.has("transfer-encoding") && Number(headers.get("content-length") ?? 0) === 0;
}

/** The body, or null where it is longer than it may be; what its length header says is not trusted. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytes) return null;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > bodyBytes) return null;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
