import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import { toJSONSchema, type ZodType } from "zod";

export const restPrefix = "/api/v1";

/** One procedure as REST knows it. */
export interface RestRoute {
  /** `taskLog.cancel` */
  procedure: string;
  type: "query" | "mutation" | "subscription";
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `/task-logs/{id}/cancel` */
  path: string;
  /** How a query string's words are read: the JSON schema of each input field. */
  fields: Record<string, FieldSchema>;
}

/** A route for a request, with the id in its path where it has one. */
export interface FoundRoute {
  route: RestRoute;
  id: number | undefined;
}

export interface FieldSchema {
  type?: string;
  items?: FieldSchema;
  anyOf?: FieldSchema[];
}

/** These are one thing each, or have no other plural. */
const plurals: Record<string, string> = {
  audit: "audit",
  dashboard: "dashboard",
  system: "system",
  proxy: "proxies",
};

/** The fixed places of the five usual verbs; every other verb stands behind the id, or behind the plural. */
const usual: Record<string, { method: RestRoute["method"]; tail: string }> = {
  list: { method: "GET", tail: "" },
  create: { method: "POST", tail: "" },
  get: { method: "GET", tail: "/{id}" },
  update: { method: "PATCH", tail: "/{id}" },
  delete: { method: "DELETE", tail: "/{id}" },
};

/** Every procedure of a router with its place in the REST mirror, derived from its name alone. */
export function restRoutes(router: AnyTRPCRouter): RestRoute[] {
  const procedures = router._def.procedures as Record<string, AnyTRPCProcedure>;
  return Object.entries(procedures).map(([name, procedure]) => routeOf(name, procedure));
}

/** The route for a request below `/api/v1`. */
export function findRoute(routes: RestRoute[], method: string, pathname: string): FoundRoute | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const pattern = new RegExp(`^${route.path.replace("{id}", "(\\d{1,16})")}$`);
    const match = pattern.exec(pathname);
    if (match !== null) return { route, id: match[1] === undefined ? undefined : Number(match[1]) };
  }
  return undefined;
}

function routeOf(procedure: string, { _def }: AnyTRPCProcedure): RestRoute {
  const [feature = "", verb = ""] = procedure.split(".");
  const { type } = _def;
  const fields = inputFields((_def as unknown as { inputs: ZodType[] }).inputs[0]);
  const place = usual[verb] ?? {
    method: type === "mutation" ? ("POST" as const) : ("GET" as const),
    tail: "id" in fields ? `/{id}/${verb}` : `/${verb}`,
  };
  return { procedure, type, method: place.method, path: `/${pluralOf(feature)}${place.tail}`, fields };
}

function pluralOf(feature: string): string {
  return plurals[feature] ?? `${feature.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}s`;
}

/** The fields of an input, as its JSON schema has them. */
export function inputFields(input: ZodType | undefined): Record<string, FieldSchema> {
  if (input === undefined) return {};
  const schema = toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return (schema.properties ?? {}) as Record<string, FieldSchema>;
}
