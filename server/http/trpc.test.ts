import { request as httpRequest } from "node:http";
import { eq, sql } from "drizzle-orm";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { script } from "../db/tables/script.ts";
import type { WebRuntime } from "../runtime.ts";
import { openTestApi, type TestApi } from "../testing/api.ts";
import { aName, makeScript } from "../testing/factories.ts";
import { serveForTest } from "../testing/http-server.ts";
import { makeBrowser, makePerson, makeToken } from "../testing/web.ts";
import { answerTrpc } from "./trpc.ts";

const otherConsole = "https://cmp.example.test";

let api: TestApi;
let bearer: Record<string, string>;
let cookie: string;
beforeAll(async () => {
  api = await openTestApi(answerTrpc, { HOSTRUN_CORS_ORIGINS: otherConsole });
  bearer = { authorization: `Bearer ${api.token.bearer}` };
  cookie = (await makeBrowser(api.runtime, api.person)).cookie;
});
afterAll(() => api?.close());

const json = { "content-type": "application/json" };

/** A call that makes a script, as its caller's own headers have it. */
async function create(headers: Record<string, string>, url = api.url) {
  const name = aName("script");
  const body = JSON.stringify({ name, language: "shell", content: "true\n" });
  const response = await fetch(`${url}/api/trpc/script.create`, { method: "POST", headers, body });
  return { status: response.status, text: await response.text(), made: (await scriptsNamed(name)) === 1 };
}

async function scriptsNamed(name: string): Promise<number> {
  const rows = await inTenant(asSystem(api.db.database), (tx) =>
    tx.select({ count: sql<number>`count(*)` }).from(script).where(eq(script.name, name)),
  );
  return rows[0]?.count ?? 0;
}

/** The same API with other parts. */
async function serveWith(parts: Partial<WebRuntime>): Promise<string> {
  const server = await serveForTest((request) => answerTrpc(request, { ...api.runtime, ...parts }));
  onTestFinished(() => server.close());
  return server.url;
}

async function errorOf(response: Response) {
  const { error } = await response.json();
  return { status: response.status, reason: error.data.reason, error };
}

test.each([
  ["a good call", "script.list", { headers: {} }],
  ["an unknown procedure", "nothing.there", { headers: {} }],
  ["a path that can't be read", "%zz", { headers: {} }],
  ["a body that can't be read", "script.create", { method: "POST", headers: json, body: "{" }],
  ["another content type", "script.create", { method: "POST", headers: {}, body: "x" }],
  [
    "a body of 5 MiB",
    "script.create",
    { method: "POST", headers: json, body: new Uint8Array(9 * 1024 * 1024) },
  ],
  ["a token that is none", "script.list", { headers: { authorization: "Bearer hrt_1_nothing" } }],
  ["a batch with one open procedure", "invitation.accept,script.list?batch=1", { headers: {} }],
])("somebody unknown learns nothing of %s but that they have to sign in", async (_what, path, init) => {
  const response = await fetch(`${api.url}/api/trpc/${path}`, init);
  expect(await errorOf(response)).toMatchObject({ status: 401, reason: "NOT_SIGNED_IN" });
});

test("an invitation is looked up for somebody who has no account yet, and who came from anywhere", async () => {
  const body = JSON.stringify({ token: "x".repeat(43), password: "correct horse battery" });
  const response = await fetch(`${api.url}/api/trpc/invitation.accept`, {
    method: "POST",
    headers: json,
    body,
  });
  expect(await errorOf(response)).toMatchObject({ status: 404, reason: "INVITATION_INVALID" });
});

test("a page of this very console changes something by its cookie", async () => {
  expect(await create({ ...json, cookie, origin: api.url })).toMatchObject({ status: 200, made: true });
});

test.each([
  ["another site", { origin: "https://evil.example.test" }],
  ["a sandboxed frame", { origin: "null" }],
  ["something that names no origin", {}],
  ["the same host on another port", { origin: "http://127.0.0.1:1" }],
  ["a front end that may come with a bearer", { origin: otherConsole }],
])("%s changes nothing by a browser's cookie", async (_who, headers) => {
  const answer = await create({ ...json, cookie, ...headers });
  expect(answer).toMatchObject({ status: 403, made: false });
  expect(answer.text).toContain("CROSS_SITE");
});

test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"])(
  "a body of type %s is refused before it is read",
  async (type) => {
    for (const who of [{ cookie, origin: api.url }, bearer]) {
      const answer = await create({ "content-type": type, ...who });
      expect(answer).toMatchObject({ status: 415, made: false });
    }
  },
);

test("a foreign name that is pointed at this console changes nothing by the cookie", async () => {
  const rebound = "console.evil.example.test";
  const name = aName("script");
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest(`${api.url}/api/trpc/script.create`, {
      method: "POST",
      headers: { ...json, cookie, host: rebound, origin: `http://${rebound}` },
    });
    request.on("response", (response) => resolve(response.resume().statusCode)).on("error", reject);
    request.end(JSON.stringify({ name, language: "shell", content: "true\n" }));
  });
  expect(status).toBe(403);
  expect(await scriptsNamed(name)).toBe(0);
});

test("with a configured address, its pages alone change something by the cookie", async () => {
  const env = { ...api.runtime.env, HOSTRUN_URL: "http://console.example.test" };
  const url = await serveWith({ env });
  expect(await create({ ...json, cookie, origin: env.HOSTRUN_URL }, url)).toMatchObject({ made: true });
  expect(await create({ ...json, cookie, origin: url }, url)).toMatchObject({ status: 403, made: false });
});

test.each([
  ["says its length", () => new Uint8Array(9 * 1024 * 1024)],
  ["comes in parts, with no length", () => endless(9 * 1024 * 1024)],
])("a body above 8 MiB that %s is refused", async (_how, body) => {
  const response = await fetch(`${api.url}/api/trpc/script.create`, {
    method: "POST",
    headers: { ...json, ...bearer },
    body: body(),
    duplex: "half",
  } as RequestInit);
  expect(await errorOf(response)).toMatchObject({ status: 413, reason: "BODY_TOO_LARGE" });
});

function endless(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull: (controller) => {
      if (left <= 0) return controller.close();
      controller.enqueue(new Uint8Array(65_536));
      left -= 65_536;
    },
  });
}

test.each([
  ["no JSON", "{", "MALFORMED_BODY"],
  ["invalid UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "MALFORMED_BODY"],
  ["of another form", "[]", "INVALID_INPUT"],
  ["deep beyond reason", "[".repeat(100_000), "MALFORMED_BODY"],
])("a body that is %s is BAD_REQUEST", async (_what, body, reason) => {
  const response = await fetch(`${api.url}/api/trpc/script.create`, {
    method: "POST",
    headers: { ...json, ...bearer },
    body,
  });
  expect(await errorOf(response)).toMatchObject({ status: 400, reason });
});

test("bad input is told by field, in the caller's language, with no stack", async () => {
  const tell = async (language: string) => {
    const response = await fetch(`${api.url}/api/trpc/script.create`, {
      method: "POST",
      headers: { ...json, ...bearer, "accept-language": language },
      body: JSON.stringify({ name: "", language: "cobol", content: "x" }),
    });
    return errorOf(response);
  };
  const english = await tell("en");
  expect(english.error.data.fields.map(({ path }: { path: string[] }) => path)).toEqual([
    ["name"],
    ["language"],
  ]);
  expect((await tell("zh-CN")).error.message).toMatch(/\p{Script=Han}/u);
  expect(JSON.stringify(english)).not.toMatch(/stack|select |\.ts:/i);
});

test("calls are counted one by one, in a batch too, for each token by itself", async () => {
  const calls = new RateLimiterPostgres({
    storeClient: api.db.database.pool,
    tableName: "rate_limit",
    tableCreated: true,
    keyPrefix: "few",
    points: 4,
    duration: 60,
  });
  const url = await serveWith({ limiters: { ...api.runtime.limiters, calls } });
  const three = `${url}/api/trpc/script.list,script.list%2Cscript.list?batch=1&input={"0":{},"1":{},"2":{}}`;
  const first = await fetch(three, { headers: bearer });
  expect([first.status, (await first.json()).length]).toEqual([200, 3]);
  expect(await errorOf(await fetch(three, { headers: bearer }))).toMatchObject({
    status: 429,
    reason: "RATE_LIMITED",
  });
  const other = await makeToken(api.db.database, await makePerson(api.db.database));
  const headers = { authorization: `Bearer ${other.bearer}` };
  expect((await fetch(three, { headers })).status).toBe(200);
});

test("a call while the database is away is told so, with no word of the database", async () => {
  const nowhere = { url: "postgres://nobody@127.0.0.1:1/nothing", role: null };
  const database = openDatabase(nowhere, { max: 1, name: "test" });
  onTestFinished(() => database.close());
  const url = await serveWith({ database });
  const response = await fetch(`${url}/api/trpc/script.list?input={}`, { headers: bearer });
  const { status, reason, error } = await errorOf(response);
  expect({ status, reason }).toEqual({ status: 503, reason: "UNAVAILABLE" });
  expect(JSON.stringify(error)).not.toMatch(/ECONN|postgres|127\.0\.0\.1/);
});

test("an id of another tenant answers word for word like one that does not exist", async () => {
  const stranger = await makePerson(api.db.database);
  const { bearer: theirs } = await makeToken(api.db.database, stranger);
  const id = await makeScript(api.api);
  const ask = async (asked: number) => {
    const input = encodeURIComponent(JSON.stringify({ id: asked }));
    const response = await fetch(`${api.url}/api/trpc/script.get?input=${input}`, {
      headers: { authorization: `Bearer ${theirs}` },
    });
    return { status: response.status, text: await response.text() };
  };
  expect(await ask(id)).toEqual(await ask(999_999_999));
  expect((await ask(id)).status).toBe(404);
});
