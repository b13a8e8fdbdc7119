import { createHash, randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { unzipSync } from "fflate";
import papaparse from "papaparse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { OutputBuffer } from "../execute/output-buffer.ts";
import { openTestApi, type TestApi } from "../testing/api.ts";
import {
  aName,
  auditOf,
  makeRun,
  makeScript,
  makeTarget,
  makeTask,
  storeOutput,
} from "../testing/factories.ts";
import { makeBrowser, makePerson, makeToken } from "../testing/web.ts";
import { answerRest } from "./rest.ts";
import { answerTrpc } from "./trpc.ts";

let api: TestApi;
let cookie: string;
beforeAll(async () => {
  api = await openTestApi((request, runtime) =>
    new URL(request.url).pathname.startsWith("/api/trpc/")
      ? answerTrpc(request, runtime)
      : answerRest(request, runtime),
  );
  cookie = (await makeBrowser(api.runtime, api.person)).cookie;
});
afterAll(() => api?.close());

interface Asked {
  body?: unknown;
  headers?: Record<string, string>;
  as?: string;
}

/** One call of the mirror, by a bearer. */
async function ask(method: string, path: string, { body, headers = {}, as = api.token.bearer }: Asked = {}) {
  const response = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${as}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

test("a script is made, listed, read, changed and deleted at its own address", async () => {
  const name = aName("script");
  const made = await ask("POST", "/scripts", { body: { name, language: "shell", content: "true\n" } });
  expect(made).toEqual({ status: 200, body: { id: expect.any(Number) } });
  const { id } = made.body;
  const listed = await ask("GET", `/scripts?search=${encodeURIComponent(name)}&page=1&pageSize=5`);
  expect(listed.body).toMatchObject({ items: [{ id, name }], total: 1 });
  await ask("PATCH", `/scripts/${id}`, { body: { content: "false\n", note: "turned" } });
  expect((await ask("GET", `/scripts/${id}`)).body).toMatchObject({ name, content: "false\n" });
  expect((await ask("GET", `/scripts/${id}/version?number=1`)).body).toMatchObject({ content: "true\n" });
  expect((await ask("GET", `/scripts/${id}/versions`)).body.total).toBe(2);
  expect((await ask("POST", "/scripts/check", { body: { language: "shell", content: "if" } })).status).toBe(
    200,
  );
  expect((await ask("DELETE", `/scripts/${id}`)).status).toBe(200);
  expect((await ask("GET", `/scripts/${id}`)).status).toBe(404);
});

test("a query string's numbers and booleans are read by the input's own schema, and refused by it", async () => {
  const admin = await makePerson(api.db.database, { role: "system_admin" });
  const { bearer } = await makeToken(api.db.database, admin);
  const only = await ask("GET", `/users?disabled=false&pageSize=1&tenantId=${api.person.tenantId}`, {
    as: bearer,
  });
  expect(only.body).toMatchObject({ items: [{ id: api.person.userId }], total: 1 });
  expect((await ask("GET", "/users?disabled=true", { as: bearer })).body.total).toBe(0);
  const wrong = await ask("GET", "/users?disabled=maybe&pageSize=many&page=1&page=2", { as: bearer });
  expect(wrong.status).toBe(400);
  const fields = wrong.body.data.fields.map(({ path }: { path: string[] }) => path[0]);
  expect(fields.sort()).toEqual(["disabled", "page", "pageSize"]);
  expect((await ask("GET", "/scripts?search=12")).status).toBe(200);
});

test("a repeated run with the same Idempotency-Key runs once, and with other input conflicts", async () => {
  const taskId = await makeTask(api.api);
  const headers = { "idempotency-key": "nightly-7" };
  const first = await ask("POST", `/tasks/${taskId}/run`, { headers });
  expect(first).toMatchObject({ status: 200, body: { taskLogId: expect.any(Number) } });
  expect(await ask("POST", `/tasks/${taskId}/run`, { headers, body: {} })).toEqual(first);
  expect((await ask("GET", `/task-logs?taskId=${taskId}`)).body.total).toBe(1);
  const other = await ask("POST", `/tasks/${taskId}/run`, { headers, body: { reason: "another" } });
  expect(other).toMatchObject({ status: 409, body: { data: { reason: "IDEMPOTENCY_KEY_REUSED" } } });
});

test("a browser's cookie reads here and changes nothing, from its own origin neither", async () => {
  const id = await makeScript(api.api);
  const call = (method: string, path: string, body?: string) =>
    fetch(`${api.url}/api/v1${path}`, {
      method,
      headers: { cookie, origin: api.url, "content-type": "application/json" },
      ...(body === undefined ? {} : { body }),
    });
  expect((await call("GET", `/scripts/${id}`)).status).toBe(200);
  expect((await call("DELETE", `/scripts/${id}`)).status).toBe(401);
  expect((await call("PATCH", `/scripts/${id}`, '{"name":"taken over"}')).status).toBe(401);
  expect((await call("POST", "/scripts", "{}")).status).toBe(401);
  expect((await call("GET", `/scripts/${id}`)).status).toBe(200);
});

test("a token of scope read changes nothing, and one revoked reads nothing", async () => {
  const id = await makeScript(api.api);
  const reader = await makeToken(api.db.database, api.person, "read");
  expect((await ask("GET", `/scripts/${id}`, { as: reader.bearer })).status).toBe(200);
  expect(await ask("DELETE", `/scripts/${id}`, { as: reader.bearer })).toMatchObject({
    status: 403,
    body: { data: { reason: "TOKEN_SCOPE" } },
  });
  expect((await ask("DELETE", `/api-tokens/${reader.id}`)).status).toBe(200);
  expect((await ask("GET", `/scripts/${id}`, { as: reader.bearer })).status).toBe(401);
});

test.each([
  ["bad fields", { name: "", language: "cobol" }],
  ["a body of another form", []],
  ["a name that is taken", null],
])("%s are told with the reason, sentence and fields of tRPC", async (_what, given) => {
  const id = await makeScript(api.api);
  const { name } = await api.api.api.script.get({ id });
  const body = given ?? { name, language: "shell", content: "true\n" };
  const rest = await ask("POST", "/scripts", { body });
  const response = await fetch(`${api.url}/api/trpc/script.create`, {
    method: "POST",
    headers: { authorization: `Bearer ${api.token.bearer}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { error } = await response.json();
  if (Array.isArray(body)) expect(rest.body.data.reason).toBe("MALFORMED_BODY");
  else expect(rest.body).toEqual(error);
  expect(rest.status).toBe(response.status);
});

test("what is not there, is another tenant's, or has no address, is NOT_FOUND", async () => {
  const { bearer } = await makeToken(api.db.database, await makePerson(api.db.database));
  const { taskLogId, targetLogIds } = await makeRun(api.api);
  const id = await makeScript(api.api);
  for (const path of ["/scripts/{}", "/task-logs/{}", "/task-logs/{}/targets", "/task-logs/{}/watch"]) {
    const own = path.startsWith("/scripts") ? id : taskLogId;
    const foreign = await ask("GET", path.replace("{}", String(own)), { as: bearer });
    expect(foreign).toEqual(await ask("GET", path.replace("{}", "999999999"), { as: bearer }));
    expect(foreign).toMatchObject({ status: 404, body: { data: { reason: "NOT_FOUND" } } });
  }
  expect((await ask("GET", `/task-logs/${taskLogId}/outputs`, { as: bearer })).status).toBe(404);
  for (const tail of ["", "/output", "/stdout", "/stderr", "/watch"]) {
    expect((await ask("GET", `/target-logs/${targetLogIds[0]}${tail}`, { as: bearer })).status).toBe(404);
  }
  for (const path of ["", "/", "/nothing", "/scripts/one", "/scripts/1/nothing", "/target-logs/1/stdin"]) {
    expect((await ask("GET", path)).status).toBe(404);
  }
  expect((await ask("POST", `/scripts/${id}`, { body: {} })).status).toBe(404);
});

/** Everything that output may hold and text may not: NUL, invalid UTF-8, characters cut in two, long lines. */
function wildBytes(): Buffer {
  return Buffer.concat([
    Buffer.from("héllo 世界 \u0000 end\r\n"),
    Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28, 0xf0, 0x9f]),
    Buffer.from("no newline for long ".repeat(20_000)),
    randomBytes(70_000),
    Buffer.from("漢字".repeat(30_000)),
  ]);
}

test("a download is byte for byte what the host wrote, whatever it wrote and however it arrived", async () => {
  const { taskLogId, targetLogIds } = await makeRun(api.api);
  const [targetLogId = 0] = targetLogIds;
  const source = { stdout: wildBytes(), stderr: wildBytes() };
  const { tenantId } = api.person;
  const claim = { targetLogId, tenantId, epoch: 1, taskLogId, targetId: 1, proxyId: null };
  const buffer = new OutputBuffer(claim, 8 * 1024 * 1024);
  for (const stream of ["stdout", "stderr"] as const) {
    // Pieces of a prime length cut characters of every size somewhere.
    for (let at = 0; at < source[stream].length; at += 8_191) {
      buffer.append(stream, source[stream].subarray(at, at + 8_191));
      const rows = buffer.take()?.rows ?? [];
      if (rows.length > 0) await storeOutput(api.world, { tenantId, targetLogId }, rows);
    }
  }
  const rest = buffer.finish()?.rows ?? [];
  if (rest.length > 0) await storeOutput(api.world, { tenantId, targetLogId }, rest);
  for (const stream of ["stdout", "stderr"] as const) {
    const response = await fetch(`${api.url}/api/v1/target-logs/${targetLogId}/${stream}`, {
      headers: { cookie },
    });
    expect(response.headers.get("content-disposition")).toContain("attachment;");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const got = Buffer.from(await response.arrayBuffer());
    expect(got.length).toBe(source[stream].length);
    expect(sha256(got)).toBe(sha256(source[stream]));
  }
});

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

test("a download says how many bytes are missing in its middle", async () => {
  const { targetLogIds } = await makeRun(api.api);
  const [targetLogId = 0] = targetLogIds;
  const owner = { tenantId: api.person.tenantId, targetLogId };
  await storeOutput(api.world, owner, [
    { sequence: 1, stream: "stdout", bytes: Buffer.from("head\n"), offset: 0 },
    { sequence: 9, stream: "stdout", bytes: Buffer.from("tail\n"), offset: 105 },
  ]);
  await inTenant(asSystem(api.db.database), (tx) =>
    tx.update(targetLog).set({ stdoutDroppedBytes: 100 }).where(eq(targetLog.id, targetLogId)),
  );
  const response = await fetch(`${api.url}/api/v1/target-logs/${targetLogId}/stdout`, {
    headers: { cookie },
  });
  expect(response.headers.get("x-hostrun-dropped-bytes")).toBe("100");
  expect(await response.text()).toBe("head\ntail\n");
});

test("all outputs of a run are one archive: each stream's bytes, and how each target ended", async () => {
  const evil = "=cmd|' /C calc'!A0/../../x";
  const targetIds: number[] = [];
  for (const number of [1, 2, 3]) targetIds.push(await makeTarget(api.api, { name: `${evil}${number}` }));
  const { taskLogId, targetLogIds } = await makeRun(api.api, await makeTask(api.api, { targetIds }));
  const { tenantId } = api.person;
  const written = new Map([
    [targetLogIds[0], wildBytes()],
    [targetLogIds[2], Buffer.from("third\n")],
  ]);
  for (const [targetLogId = 0, bytes] of written) {
    await storeOutput(api.world, { tenantId, targetLogId }, [
      { sequence: 1, stream: "stdout", bytes, offset: 0 },
    ]);
    await inTenant(asSystem(api.db.database), (tx) =>
      tx.update(targetLog).set({ stdoutBytes: bytes.length }).where(eq(targetLog.id, targetLogId)),
    );
  }
  const response = await fetch(`${api.url}/api/v1/task-logs/${taskLogId}/outputs`, { headers: { cookie } });
  expect(response.headers.get("content-disposition")).toContain(`task-log-${taskLogId}.zip`);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const names = Object.keys(files);
  expect(names).toEqual([expect.stringMatching(/^00001-/), expect.stringMatching(/^00003-/), "targets.csv"]);
  expect(names.some((name) => /[/\\=|']/.test(name))).toBe(false);
  const contents = names.slice(0, 2).map((name) => Buffer.from(files[name] ?? []));
  expect(contents.map(sha256)).toEqual([...written.values()].map(sha256));
  const table = papaparse.parse<Record<string, string>>(Buffer.from(files["targets.csv"] ?? []).toString(), {
    header: true,
    skipEmptyLines: true,
  });
  expect(table.data).toHaveLength(3);
  expect(table.data.every(({ hostName }) => hostName?.startsWith("'="))).toBe(true);
});

test("a target that wrote nothing is an empty download", async () => {
  const { targetLogIds } = await makeRun(api.api);
  const response = await fetch(`${api.url}/api/v1/target-logs/${targetLogIds[0]}/stdout`, {
    headers: { cookie },
  });
  expect([response.status, await response.text()]).toEqual([200, ""]);
});

test("a system admin's download of another tenant's output stands in the audit", async () => {
  const { targetLogIds } = await makeRun(api.api);
  const [targetLogId = 0] = targetLogIds;
  const admin = await makePerson(api.db.database, { role: "system_admin" });
  const { bearer } = await makeToken(api.db.database, admin);
  const readings = () => auditOf(api.world, "targetLog", targetLogId);
  const download = (as: string) =>
    fetch(`${api.url}/api/v1/target-logs/${targetLogId}/stdout`, {
      headers: { authorization: `Bearer ${as}` },
    });
  expect((await download(api.token.bearer)).status).toBe(200);
  expect(await readings()).toEqual([]);
  expect((await download(bearer)).status).toBe(200);
  expect(await readings()).toMatchObject([
    { crossing: "reading", action: "targetLog.output", userId: admin.userId, via: "token" },
  ]);
});
