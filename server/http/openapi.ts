import { generateOpenApiDocument, type OpenApiRouter } from "trpc-to-openapi";
import { appRouter } from "../router.ts";
import { productVersion } from "../version.ts";
import { restPrefix } from "./rest.ts";
import { type RestRoute, restRoutes } from "./rest-routes.ts";

/** What the REST mirror is, as OpenAPI 3.1: derived from the router, never written by hand. */
export function openApiDocument(): object {
  const places = new Map(restRoutes(appRouter).map((route) => [route.procedure, route]));
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Described>)
    .filter(([name]) => places.get(name)?.type !== "subscription")
    .map(([name, procedure]) => [name, withPlace(procedure, places.get(name))]);
  const router = { ...appRouter, _def: { ...appRouter._def, procedures: Object.fromEntries(procedures) } };
  return generateOpenApiDocument(router as unknown as OpenApiRouter, {
    title: "Hostrun",
    version: productVersion,
    baseUrl: restPrefix,
    openApiVersion: "3.1.0",
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
  });
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
