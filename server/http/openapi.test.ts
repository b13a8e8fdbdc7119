import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { appRouter } from "../router.ts";
import { openApiDocument } from "./openapi.ts";
import { answerRest } from "./rest.ts";
import { restRoutes } from "./rest-routes.ts";

const routes = restRoutes(appRouter);
const operations = Object.entries(openApiDocument().paths).flatMap(([place, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ place, method, operation })),
);

test("every procedure has one place in the mirror, and no two share one", () => {
  const places = routes.map(({ method, path: place }) => `${method} ${place}`);
  expect(new Set(places).size).toBe(Object.keys(appRouter._def.procedures).length);
});

test("the places are as the contract says", () => {
  const places = Object.fromEntries(
    routes.map((route) => [route.procedure, `${route.method} ${route.path}`]),
  );
  expect(places).toMatchObject({
    "script.list": "GET /scripts",
    "script.create": "POST /scripts",
    "script.get": "GET /scripts/{id}",
    "script.update": "PATCH /scripts/{id}",
    "script.delete": "DELETE /scripts/{id}",
    "script.history": "GET /scripts/{id}/history",
    "script.check": "POST /scripts/check",
    "task.run": "POST /tasks/{id}/run",
    "taskLog.list": "GET /task-logs",
    "taskLog.watch": "GET /task-logs/{id}/watch",
    "targetLog.output": "GET /target-logs/{id}/output",
    "target.watchTest": "GET /targets/{id}/watchTest",
    "target.facets": "GET /targets/facets",
    "proxy.list": "GET /proxies",
    "key.current": "GET /keys/current",
    "apiToken.create": "POST /api-tokens",
    "audit.list": "GET /audit",
    "system.info": "GET /system/info",
  });
});

test("the document tells every procedure and download, each once, with its answer and its path's parameters", () => {
  const told = operations.map(({ operation }) => operation.operationId).sort();
  const procedures = Object.keys(appRouter._def.procedures).map((name) => name.replace(".", "-"));
  expect(told).toEqual(
    [...procedures, "taskLog-outputs", "targetLog-stdout", "targetLog-stderr", "target-export"].sort(),
  );
  for (const { place, operation } of operations) {
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
    expect(inPath.map(({ name }) => `{${name}}`).join()).toBe(place.match(/\{\w+\}/g)?.join() ?? "");
    expect(operation.responses[200]?.content).toBeDefined();
    expect(operation.responses.default?.content).toBeDefined();
  }
});

test("only what reads may come by cookie, and only an invitation without anybody", () => {
  for (const { method, operation } of operations) {
    const ways = (operation.security ?? []).map((way) => Object.keys(way)[0]);
    if (operation.operationId === "invitation-accept") expect(ways).toEqual([]);
    else expect(ways).toEqual(method === "get" ? ["bearer", "cookie"] : ["bearer"]);
  }
});

test("streams tell their events, each by its type", () => {
  const watch = openApiDocument().paths["/task-logs/{id}/watch"]?.get;
  const events = watch?.responses[200]?.content?.["text/event-stream"]?.schema.oneOf ?? [];
  expect(events.map((event) => event.properties?.type?.const)).toEqual([
    "state",
    "counts",
    "waits",
    "target",
    "chunk",
    "cut",
    "end",
  ]);
});

test("the committed document is what the API is, and what it serves to anybody", async () => {
  const committed = await readFile(path.join(import.meta.dirname, "../../openapi.json"), "utf8");
  const env = { HOSTRUN_CORS_ORIGINS: [] };
  const request = new Request("http://127.0.0.1/api/v1/openapi.json");
  const served = await answerRest(request, { env } as unknown as Parameters<typeof answerRest>[1]);
  expect(await served.json()).toEqual(JSON.parse(committed));
});
