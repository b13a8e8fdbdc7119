import { isIP } from "node:net";
import type { Env } from "../env.ts";
import { ServiceError } from "../errors.ts";
import type { WebRuntime } from "../runtime.ts";
import { bearerOf } from "../trpc/context.ts";
import type { CallContext } from "../trpc/init.ts";
import { readBody } from "./body.ts";

/** Procedures that whoever holds their own token may call without being anybody. */
const openProcedures = new Set(["invitation.accept"]);

/**
 * Looks at a request before anything of it is parsed: somebody must ask, from this very console where a cookie
 * says who, with a body that can be read. Answers the request with its body in hand.
 *
 * @param procedures what it asks for
 * @throws UNAUTHORIZED, UNSUPPORTED_MEDIA_TYPE, FORBIDDEN `CROSS_SITE`, PAYLOAD_TOO_LARGE
 */
export async function admit(
  request: Request,
  { env }: Pick<WebRuntime, "env">,
  { actor }: Pick<CallContext, "actor">,
  procedures: string[],
): Promise<Request> {
  const open = procedures.every((procedure) => openProcedures.has(procedure));
  if (actor === null && !open) throw new ServiceError("UNAUTHORIZED", "NOT_SIGNED_IN");
  const { method, headers, url, signal } = request;
  if (method === "GET" || method === "HEAD" || method === "DELETE") return request;
  const byBearer = bearerOf(headers) !== null;
  if (byBearer && isEmpty(request)) return request;
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new ServiceError("UNSUPPORTED_MEDIA_TYPE", "CONTENT_TYPE");
  if (!byBearer && actor !== null && !isOwnOrigin(headers, env))
    throw new ServiceError("FORBIDDEN", "CROSS_SITE");
  return new Request(url, { method, headers, body: await readBody(request), signal });
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
