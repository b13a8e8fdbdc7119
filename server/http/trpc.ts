import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { countCalls } from "../rate-limit/calls.ts";
import { appRouter } from "../router.ts";
import type { WebRuntime } from "../runtime.ts";
import { createCallContext, describeRequest } from "../trpc/context.ts";
import { admit } from "./admit.ts";
import { withCors } from "./cors.ts";
import { errorShape } from "./error-shape.ts";

/** Answers tRPC calls: `/api/trpc/<router>.<procedure>`, batches and subscriptions too. */
export function answerTrpc(request: Request, runtime: WebRuntime): Promise<Response> {
  return withCors(request, runtime.env, () =>
    call(request, runtime).catch((thrown: unknown) => {
      const error = errorShape(thrown, describeRequest(request));
      return Response.json({ error }, { status: error.data.httpStatus });
    }),
  );
}

async function call(request: Request, runtime: WebRuntime): Promise<Response> {
  const procedures = proceduresOf(request);
  const context = await createCallContext(request, runtime);
  const admitted = await admit(request, runtime, context, procedures);
  if (context.actor !== null) await countCalls(runtime.limiters, context.actor, procedures.length);
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: admitted,
    router: appRouter,
    createContext: () => context,
  });
  response.headers.set("x-accel-buffering", "no");
  return response;
}

/** What is called; a batch names several, with commas. */
function proceduresOf(request: Request): string[] {
  const path = new URL(request.url).pathname.replace(/^\/api\/trpc\//, "");
  // A comma may come escaped, nothing else that could make a call count less.
  return path.replaceAll(/%2c/gi, ",").split(",");
}
