import { getTRPCErrorFromUnknown, initTRPC } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import { requireScope, type ServiceContext, scopeOf, type UserActor } from "../access.ts";
import type { TokenScope } from "../domain/role.ts";
import { ServiceError } from "../errors.ts";
import type { Live } from "../live/live.ts";
import { formatError, toTrpcError } from "./error-map.ts";

/** One call, before it is known whether its caller may make it. */
export type CallContext = Omit<ServiceContext, "actor" | "scope"> & { actor: UserActor | null; live: Live };

/** What a procedure may say of itself; its REST path is derived from its name (`server/rest.ts`). */
export interface ProcedureMeta extends OpenApiMeta {
  /** The token scope it needs; absent: `read` for queries and subscriptions, `write` for mutations. */
  scope?: TokenScope;
}

const t = initTRPC
  .context<CallContext>()
  .meta<ProcedureMeta>()
  .create({
    errorFormatter: ({ shape, error, ctx }) => formatError(shape, error, ctx),
    sse: {
      ping: { enabled: true, intervalMs: 5_000 },
      client: { reconnectAfterInactivityMs: 15_000 },
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Everything below here is translated once: what services throw, and what nobody expected. */
const translated = t.procedure.use(async ({ next, type }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return type === "subscription" ? { ...result, data: translatedEvents(result.data) } : result;
});

/** A stream throws what it throws when somebody reads it, long after the call was answered. */
async function* translatedEvents(events: unknown): AsyncGenerator<unknown, void> {
  try {
    yield* events as AsyncIterable<unknown>;
  } catch (error) {
    throw toTrpcError(getTRPCErrorFromUnknown(error));
  }
}

/** For whoever holds a token of its own; everything else wants a caller. */
export const publicProcedure = translated;

/** Identity and scope are checked before input is read; whose rows, by the service and the database. */
export const procedure = translated.use(async ({ ctx, type, meta, next }) => {
  if (ctx.actor === null) throw new ServiceError("UNAUTHORIZED", "NOT_SIGNED_IN");
  const actor = ctx.actor;
  requireScope({ actor }, meta?.scope ?? (type === "mutation" ? "write" : "read"));
  const serviceContext: ServiceContext & { live: Live } = { ...ctx, actor, scope: scopeOf(actor) };
  return next({ ctx: serviceContext });
});
