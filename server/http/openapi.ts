import { generateOpenApiDocument, type OpenApiRouter } from "trpc-to-openapi";
import { appRouter } from "../router.ts";
import { productVersion } from "../version.ts";
import { errorSchema, failure } from "./openapi-error.ts";
import { downloadPaths, streamPaths } from "./openapi-streams.ts";
import type { ApiDocument, Operation } from "./openapi-types.ts";
import { type RestRoute, restPrefix, restRoutes } from "./rest-routes.ts";

let made: ApiDocument | null = null;

/** What the REST mirror is, as OpenAPI 3.1: derived from the router, never written by hand. */
export function openApiDocument(): ApiDocument {
  made ??= makeDocument();
  return made;
}

function makeDocument(): ApiDocument {
  const routes = restRoutes(appRouter);
  const document = generated(routes);
  for (const { path, method, fields, procedure } of routes) {
    const operation = document.paths[path]?.[lower(method)];
    if (operation !== undefined) complete(operation, { method, fields, procedure });
  }
  const { securitySchemes } = document.components;
  return {
    ...document,
    paths: { ...document.paths, ...streamPaths(routes), ...downloadPaths() },
    components: { schemas: { Error: errorSchema() }, securitySchemes },
  };
}

/** Queries and mutations, as the library sees them. */
function generated(routes: RestRoute[]): ApiDocument {
  const places = new Map(routes.map((route) => [route.procedure, route]));
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Described>)
    .filter(([name]) => places.get(name)?.type !== "subscription")
    .map(([name, procedure]) => [name, withPlace(procedure, places.get(name))]);
  const router = { ...appRouter, _def: { ...appRouter._def, procedures: Object.fromEntries(procedures) } };
  return generateOpenApiDocument(router as unknown as OpenApiRouter, {
    title: "Hostrun",
    version: productVersion,
    baseUrl: restPrefix,
    openApiVersion: "3.1.0",
    securitySchemes: {
      bearer: { type: "http", scheme: "bearer", description: "An API token (hrt_…)." },
      cookie: { type: "apiKey", in: "cookie", name: "hostrun.session", description: "For GET alone." },
    },
  }) as unknown as ApiDocument;
}

type Described = ((...args: unknown[]) => unknown) & { _def: { meta?: object } };

/** The same procedure, which says where in the mirror it stands. */
function withPlace(procedure: Described, route: RestRoute | undefined): Described {
  const openapi = route && {
    method: route.method,
    path: route.path,
    tags: [route.procedure.split(".")[0] ?? ""],
  };
  const placed: Described = Object.assign((...args: unknown[]) => procedure(...args), procedure);
  placed._def = { ...procedure._def, meta: { ...procedure._def.meta, openapi } };
  return placed;
}

/** What the library does not know: our errors, who may come by cookie, and what stands in headers. */
function complete(
  operation: Operation,
  { method, fields, procedure }: Pick<RestRoute, "method" | "fields" | "procedure">,
): void {
  operation.security = securityOf(method, procedure);
  operation.responses = { ...pick(operation.responses, "200"), default: failure };
  const body = operation.requestBody;
  if (body !== undefined) body.required = (requiredIn(body.content) ?? []).length > 0;
  if (!("idempotencyKey" in fields)) return;
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      in: "header",
      name: "Idempotency-Key",
      schema: { type: "string", minLength: 1, maxLength: 200 },
      description: "A repeated call with the same key gets the first answer.",
    },
  ];
}

function securityOf(method: RestRoute["method"], procedure: string): Operation["security"] {
  if (procedure === "invitation.accept") return [];
  return method === "GET" ? [{ bearer: [] }, { cookie: [] }] : [{ bearer: [] }];
}

function requiredIn(content: Operation["responses"][string]["content"]): string[] | undefined {
  return content?.["application/json"]?.schema.required;
}

function pick<T>(from: Record<string, T>, name: string): Record<string, T> {
  const value = from[name];
  return value === undefined ? {} : { [name]: value };
}

function lower(method: RestRoute["method"]) {
  return method.toLowerCase() as "get" | "post" | "patch" | "delete";
}
