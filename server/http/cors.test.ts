import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/api.ts";
import { answerTrpc } from "./trpc.ts";

const otherConsole = "https://cmp.example.test";

let api: TestApi;
let bearer: Record<string, string>;
beforeAll(async () => {
  api = await openTestApi(answerTrpc, { HOSTRUN_CORS_ORIGINS: otherConsole });
  bearer = { authorization: `Bearer ${api.token.bearer}` };
});
afterAll(() => api?.close());

test("a listed origin comes with a bearer: its preflight is answered, and its answers can be read", async () => {
  const preflight = await fetch(`${api.url}/api/trpc/script.list`, {
    method: "OPTIONS",
    headers: { origin: otherConsole, "access-control-request-method": "GET" },
  });
  expect(preflight.headers.get("access-control-allow-origin")).toBe(otherConsole);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
  const good = await fetch(`${api.url}/api/trpc/script.list?input={}`, {
    headers: { ...bearer, origin: otherConsole },
  });
  const refused = await fetch(`${api.url}/api/trpc/script.list`, { headers: { origin: otherConsole } });
  expect([good.status, refused.status]).toEqual([200, 401]);
  for (const { headers } of [preflight, good, refused]) {
    expect(headers.get("access-control-allow-origin")).toBe(otherConsole);
    expect(headers.has("access-control-allow-credentials")).toBe(false);
  }
});

test.each([
  "null",
  "https://evil.example.test",
  `${otherConsole}.evil.example.test`,
  "http://cmp.example.test",
])("the origin %s is let in nowhere", async (origin) => {
  const preflight = await fetch(`${api.url}/api/trpc/script.list`, {
    method: "OPTIONS",
    headers: { origin },
  });
  const call = await fetch(`${api.url}/api/trpc/script.list?input={}`, { headers: { ...bearer, origin } });
  for (const { headers } of [preflight, call]) {
    expect(headers.has("access-control-allow-origin")).toBe(false);
    expect(headers.get("vary")).toContain("Origin");
  }
});
