import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { countCalls } from "../rate-limit/calls.ts";
import { appRouter } from "../router.ts";
import type { WebRuntime } from "../runtime.ts";
import { createCallContext } from "../trpc/context.ts";
import { admit } from "./admit.ts";
import { withCors } from "./cors.ts";

/** Procedures that whoever holds their own token may call without being anybody. */
const open = new Set(["invitation.accept"]);

/** Answers tRPC calls: `/api/trpc/<router>.<procedure>`, batches and subscriptions too. */
export async function answerTrpc(request: Request, runtime: WebRuntime): Promise<Response> {
  return withCors(request, runtime.env, async () => {
    const calls = callsOf(request);
    const context = await createCallContext(request, runtime);
    const refused = await admit(request, runtime, context, { open: calls.every((call) => open.has(call)) });
    if (refused instanceof Response) return refused;
    if (context.actor !== null) await countCalls(runtime.limiters, context.actor, calls.length);
    const response = await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: refused,
      router: appRouter,
      createContext: () => context,
    });
    response.headers.set("x-accel-buffering", "no");
    return response;
  });
}

function callsOf(request: Request): string[] {
  const path = new URL(request.url).pathname.replace(/^\/api\/trpc\//, "");
  return decodeURIComponent(path).split(",");
}
