import { notFound, ServiceError } from "../errors.ts";
import { countCalls } from "../rate-limit/calls.ts";
import { appRouter } from "../router.ts";
import type { WebRuntime } from "../runtime.ts";
import { bearerOf, createCallContext, describeRequest } from "../trpc/context.ts";
import type { CallContext } from "../trpc/init.ts";
import { admit } from "./admit.ts";
import { withCors } from "./cors.ts";
import { download, downloadOf } from "./download.ts";
import { errorShape } from "./error-shape.ts";
import { eventStream } from "./event-stream.ts";
import { openApiDocument } from "./openapi.ts";
import { readQuery } from "./rest-input.ts";
import { type FoundRoute, findRoute, restPrefix, restRoutes } from "./rest-routes.ts";

const routes = restRoutes(appRouter);

/** Answers the REST mirror: the same procedures, one address each. */
export function answerRest(request: Request, runtime: WebRuntime): Promise<Response> {
  const pathname = new URL(request.url).pathname.slice(restPrefix.length);
  const found = findRoute(routes, request.method, pathname);
  return withCors(request, runtime.env, () =>
    answer(request, runtime, pathname, found).catch((thrown: unknown) => {
      const error = errorShape(thrown, describeRequest(request), found?.route.procedure);
      return Response.json(error, { status: error.data.httpStatus });
    }),
  );
}

async function answer(
  request: Request,
  runtime: WebRuntime,
  pathname: string,
  found: FoundRoute | undefined,
): Promise<Response> {
  if (request.method === "GET" && pathname === "/openapi.json") return Response.json(openApiDocument());
  const context = await restContext(request, runtime);
  const admitted = await admit(request, runtime, context, [found?.route.procedure ?? ""]);
  const { actor } = context;
  if (actor !== null) await countCalls(runtime.limiters, actor, 1);
  const raw = downloadOf(request.method, pathname, new URL(request.url).searchParams);
  if (raw !== null && actor !== null) return download(context, actor, raw);
  if (found === undefined) throw notFound();
  return call(found.route.procedure, await inputOf(admitted, found), context, request.signal);
}

/** A browser's cookie reads and nothing more: a form on another site must not be able to change anything here. */
async function restContext(request: Request, runtime: WebRuntime): Promise<CallContext> {
  const context = await createCallContext(request, runtime);
  const mayAct = request.method === "GET" || bearerOf(request.headers) !== null;
  return mayAct ? context : { ...context, actor: null };
}

async function call(
  procedure: string,
  input: object,
  context: CallContext,
  signal: AbortSignal,
): Promise<Response> {
  const [feature = "", verb = ""] = procedure.split(".");
  const caller = appRouter.createCaller(context, { signal }) as unknown as Record<
    string,
    Record<string, (input: object) => Promise<unknown>>
  >;
  const result = await caller[feature]?.[verb]?.(input);
  if (isEvents(result)) return eventStream(result, (thrown) => errorShape(thrown, context, procedure));
  return Response.json(result, { headers: { "cache-control": "no-store" } });
}

function isEvents(result: unknown): result is AsyncIterable<unknown> {
  return typeof result === "object" && result !== null && Symbol.asyncIterator in result;
}

async function inputOf(request: Request, { route, id }: FoundRoute): Promise<object> {
  const own = { ...(id === undefined ? {} : { id }), ...fromHeaders(request.headers, route.fields) };
  const asked =
    route.method === "GET" || route.method === "DELETE"
      ? readQuery(new URL(request.url).searchParams, route.fields)
      : await readObject(request);
  return { ...asked, ...own };
}

function fromHeaders(headers: Headers, fields: object): object {
  const idempotencyKey = headers.get("idempotency-key");
  const lastEventId = headers.get("last-event-id");
  return {
    ...("idempotencyKey" in fields && idempotencyKey !== null ? { idempotencyKey } : {}),
    ...("lastEventId" in fields && lastEventId !== null ? { lastEventId } : {}),
  };
}

/** The fields in a body; a verb that needs none may come without one. */
async function readObject(request: Request): Promise<object> {
  const text = await request.text();
  const body = text === "" ? {} : parse(text);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  throw new ServiceError("BAD_REQUEST", "MALFORMED_BODY");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
