import type { Env } from "../env.ts";

const allowed = {
  "access-control-allow-methods": "GET, POST, PATCH, DELETE",
  "access-control-allow-headers":
    "authorization, content-type, accept-language, idempotency-key, last-event-id",
  "access-control-max-age": "600",
};

/** What a front end's code may read of an answer beside its body. */
const exposed = "content-disposition, x-hostrun-dropped-bytes";

/** Lets the listed origins in, with a bearer and never with cookies, and answers their preflight. */
export async function withCors(
  request: Request,
  env: Pick<Env, "HOSTRUN_CORS_ORIGINS">,
  answer: () => Promise<Response>,
): Promise<Response> {
  const origin = request.headers.get("origin");
  const listed = origin !== null && origin !== "null" && env.HOSTRUN_CORS_ORIGINS.includes(origin);
  if (request.method === "OPTIONS") return preflight(listed ? origin : null);
  const response = await answer();
  response.headers.append("vary", "Origin");
  if (!listed) return response;
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-expose-headers", exposed);
  return response;
}

function preflight(origin: string | null): Response {
  const headers = origin === null ? {} : { ...allowed, "access-control-allow-origin": origin };
  return new Response(null, { status: 204, headers: { ...headers, vary: "Origin" } });
}
