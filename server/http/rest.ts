import { getTRPCErrorFromUnknown } from "@trpc/server";
import { getErrorShape, TRPCError } from "@trpc/server/unstable-core-do-not-import";
import { notFound, ServiceError } from "../errors.ts";
import { countCalls } from "../rate-limit/calls.ts";
import { appRouter } from "../router.ts";
import type { WebRuntime } from "../runtime.ts";
import { bearerOf, createCallContext } from "../trpc/context.ts";
import { toTrpcError } from "../trpc/error-map.ts";
import type { CallContext } from "../trpc/init.ts";
import { admit } from "./admit.ts";
import { withCors } from "./cors.ts";
import { download } from "./download.ts";
import { eventStream } from "./event-stream.ts";
import { readQuery } from "./rest-input.ts";
import { findRoute, type RestRoute, restRoutes } from "./rest-routes.ts";

export const restPrefix = "/api/v1";

const routes = restRoutes(appRouter);

/** Procedures that whoever holds their own token may call without being anybody. */
const open = new Set(["invitation.accept"]);

/** Answers the REST mirror: the same procedures, one address each. */
export async function answerRest(request: Request, runtime: WebRuntime): Promise<Response> {
  return withCors(request, runtime.env, async () => {
    const context = await createCallContext(request, runtime);
    const url = new URL(request.url);
    const pathname = url.pathname.slice(restPrefix.length);
    const found = findRoute(routes, request.method, pathname);
    // A browser's cookie reads and nothing more: a form on another site must not be able to change anything here.
    const caller =
      request.method === "GET" || bearerOf(request.headers) !== null ? context : { ...context, actor: null };
    const admitted = await admit(request, runtime, caller, {
      open: found !== undefined && open.has(found.route.procedure),
    });
    if (admitted instanceof Response) return unwrapped(admitted);
    if (caller.actor !== null) await countCalls(runtime.limiters, caller.actor, 1);
    try {
      const raw =
        request.method === "GET" ? /^\/target-logs\/(\d{1,16})\/(stdout|stderr)$/.exec(pathname) : null;
      if (raw !== null && caller.actor !== null) {
        return await download(caller, caller.actor, Number(raw[1]), raw[2] as "stdout" | "stderr");
      }
      if (found === undefined) throw notFound();
      const input = await inputOf(admitted, url, found);
      return await call(found.route, input, caller, request.signal);
    } catch (error) {
      return errorOf(error, caller, found?.route);
    }
  });
}

async function call(
  route: RestRoute,
  input: object,
  context: CallContext,
  signal: AbortSignal,
): Promise<Response> {
  const [feature = "", verb = ""] = route.procedure.split(".");
  const caller = appRouter.createCaller(context, { signal }) as unknown as Record<
    string,
    Record<string, (input: object) => Promise<unknown>>
  >;
  const result = await caller[feature]?.[verb]?.(input);
  if (route.type === "subscription") return eventStream(result as AsyncIterable<unknown>, signal);
  return Response.json(result);
}

async function inputOf(
  request: Request,
  url: URL,
  { route, id }: { route: RestRoute; id: number | undefined },
): Promise<object> {
  const own = { ...(id === undefined ? {} : { id }), ...fromHeaders(request.headers, route) };
  if (route.method === "GET" || route.method === "DELETE") {
    return { ...readQuery(url.searchParams, route.fields), ...own };
  }
  return { ...(await readBody(request)), ...own };
}

function fromHeaders(headers: Headers, { fields }: RestRoute): object {
  const idempotencyKey = headers.get("idempotency-key");
  const lastEventId = headers.get("last-event-id");
  return {
    ...("idempotencyKey" in fields && idempotencyKey !== null ? { idempotencyKey } : {}),
    ...("lastEventId" in fields && lastEventId !== null ? { lastEventId } : {}),
  };
}

/** A verb that needs nothing may come without a body. */
async function readBody(request: Request): Promise<object> {
  const text = await request.text();
  if (text === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ServiceError("BAD_REQUEST", "MALFORMED_BODY");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new ServiceError("BAD_REQUEST", "MALFORMED_BODY");
  }
  return body;
}

/** An error as tRPC tells it, without its envelope. */
function errorOf(thrown: unknown, ctx: CallContext, route: RestRoute | undefined): Response {
  const known = getTRPCErrorFromUnknown(thrown);
  const error = known instanceof TRPCError ? toTrpcError(known) : known;
  const { _config: config } = appRouter._def;
  const shape = getErrorShape({
    config,
    error,
    type: route?.type ?? "unknown",
    path: route?.procedure,
    input: undefined,
    ctx,
  });
  return Response.json(shape, { status: shape.data.httpStatus });
}

async function unwrapped(response: Response): Promise<Response> {
  const { error } = await response.json();
  return Response.json(error, { status: response.status });
}
