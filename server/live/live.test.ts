import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { targetLog, targetOutput } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { apiToken, userAccount } from "../db/tables/user.ts";
import { answerTrpc } from "../http/trpc.ts";
import type { WebRuntime } from "../runtime.ts";
import { openBrowser } from "../testing/browser.ts";
import { contextOf, type TestContext, type TestWorld } from "../testing/context.ts";
import { endTargets, makeRun, makeWorker } from "../testing/factories.ts";
import { serveForTest, type TestServer } from "../testing/http-server.ts";
import { createTestDatabase, type TestDatabase } from "../testing/postgres.ts";
import { makeBrowser, makePerson, makeToken, openTestRuntime, type Person } from "../testing/web.ts";

let db: TestDatabase;
let runtime: WebRuntime & { close(): Promise<void> };
let http: TestServer;
let world: TestWorld;
let person: Person;
let api: TestContext;
let token: { id: number; bearer: string };

beforeAll(async () => {
  db = await createTestDatabase();
  runtime = await openTestRuntime(db);
  http = await serveForTest(async (request) =>
    new URL(request.url).pathname === "/"
      ? new Response("<!doctype html>", { headers: { "content-type": "text/html" } })
      : answerTrpc(request, runtime),
  );
  const { database, boss, listener } = runtime;
  world = { url: db.url, database, boss, listener, close: async () => {} };
  person = await makePerson(database);
  token = await makeToken(database, person);
  api = contextOf(world, { kind: "user", ...person, via: "token", viaId: token.id, scope: "admin" });
});
afterAll(async () => {
  await http?.close();
  await runtime?.close();
  await db?.drop();
});

/** Plays a worker that writes one numbered line a row. */
async function write(targetLogId: number, from: number, count: number): Promise<void> {
  await inTenant(asSystem(db.database), async (tx) => {
    const [log] = await tx.select().from(targetLog).where(eq(targetLog.id, targetLogId));
    const rows = Array.from({ length: count }, (_, i) => ({
      tenantId: person.tenantId,
      targetLogId,
      sequence: from + i,
      stream: "stdout" as const,
      bytes: Buffer.from(`line ${String(from + i).padStart(6, "0")}\n`),
      offset: (from + i - 1) * 12,
      lines: 1,
    }));
    await tx.insert(targetOutput).values(rows);
    await notify(tx, "hostrun_task_log", [log?.taskLogId ?? 0]);
  });
}

async function end(taskLogId: number, targetLogId: number): Promise<void> {
  await endTargets(
    world,
    taskLogId,
    new Map([[targetLogId, { state: "failed", reason: "exit_code", exitCode: 3 }]]),
  );
  await inTenant(asSystem(db.database), (tx) => notify(tx, "hostrun_task_log", [taskLogId]));
}

async function begin(targetLogId: number): Promise<void> {
  const workerId = await makeWorker(world);
  await inTenant(asSystem(db.database), (tx) =>
    tx
      .update(targetLog)
      .set({ state: "running", workerId, connectingAt: sql`now()`, startedAt: sql`now()` })
      .where(eq(targetLog.id, targetLogId)),
  );
}

/** What an EventSource gets that loses its connection after every few events, and comes back each time. */
async function followBreaking(path: string, input: object, everyEvents: number): Promise<string[]> {
  const events: string[] = [];
  let lastEventId = "";
  for (let connections = 0; connections < 200; connections++) {
    const gone = new AbortController();
    const url = `${http.url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
    const headers = {
      authorization: `Bearer ${token.bearer}`,
      ...(lastEventId ? { "last-event-id": lastEventId } : {}),
    };
    const response = await fetch(url, { headers, signal: gone.signal });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    let buffered = "";
    let seen = 0;
    try {
      for await (const part of response.body ?? []) {
        buffered += Buffer.from(part).toString();
        for (let at = buffered.indexOf("\n\n"); at >= 0; at = buffered.indexOf("\n\n")) {
          const fields = buffered.slice(0, at);
          buffered = buffered.slice(at + 2);
          if (/^event: return/m.test(fields)) return events;
          const data = /^data: (.*)$/m.exec(fields)?.[1];
          lastEventId = /^id: (.*)$/m.exec(fields)?.[1] ?? lastEventId;
          if (data?.includes('"type"')) events.push(data);
          if (++seen >= everyEvents && connections % 2 === 0) gone.abort();
        }
      }
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }
  throw new Error("the stream did not end");
}

const texts = (events: string[]) =>
  events.flatMap((event) => {
    const parsed = JSON.parse(event);
    return parsed.type === "chunk" ? [parsed.text as string] : [];
  });

const expected = (count: number) =>
  Array.from({ length: count }, (_, i) => `line ${String(i + 1).padStart(6, "0")}\n`);

test("a viewer whose connection breaks again and again gets every chunk once and in order, then the end", async () => {
  const run = await makeRun(api);
  const [targetLogId = 0] = run.targetLogIds;
  await begin(targetLogId);
  await write(targetLogId, 1, 300);
  const writing = (async () => {
    for (let from = 301; from < 1_501; from += 40) {
      await write(targetLogId, from, 40);
      await delay(20);
    }
    await end(run.taskLogId, targetLogId);
  })();
  const [single, whole] = await Promise.all([
    followBreaking("targetLog.watch", { id: targetLogId }, 97),
    followBreaking("taskLog.watch", { id: run.taskLogId, targetLogId }, 131),
    writing,
  ]);
  expect(texts(single)).toEqual(expected(1_500));
  expect(texts(whole)).toEqual(expected(1_500));
  expect(JSON.parse(single.at(-1) ?? "")).toMatchObject({ type: "end", state: "failed", exitCode: 3 });
  expect(JSON.parse(whole.at(-1) ?? "")).toMatchObject({ type: "end", state: "failed" });
  expect(whole.some((event) => event.includes('"type":"target"') && event.includes('"state":"failed"'))).toBe(
    true,
  );
});

test("what fell out of the window is told in its place, with its size", async () => {
  const run = await makeRun(api);
  const [targetLogId = 0] = run.targetLogIds;
  await begin(targetLogId);
  await write(targetLogId, 1, 10);
  await inTenant(asSystem(db.database), async (tx) => {
    await tx.delete(targetOutput).where(sql`target_log_id = ${targetLogId} and sequence between 4 and 7`);
    await tx
      .update(targetLog)
      .set({ stdoutDroppedBytes: 48, stdoutDroppedLines: 4 })
      .where(eq(targetLog.id, targetLogId));
  });
  await end(run.taskLogId, targetLogId);
  const events = (await followBreaking("targetLog.watch", { id: targetLogId }, 1_000)).map((event) =>
    JSON.parse(event),
  );
  expect(events.map(({ type, seq }) => [type, seq])).toEqual([
    ["chunk", 1],
    ["chunk", 2],
    ["chunk", 3],
    ["cut", 8],
    ["chunk", 8],
    ["chunk", 9],
    ["chunk", 10],
    ["end", undefined],
  ]);
  expect(events[3]).toMatchObject({ cut: 48, lines: 4 });
});

test("curl sees lines as they are written", async () => {
  const run = await makeRun(api);
  const [targetLogId = 0] = run.targetLogIds;
  await begin(targetLogId);
  const input = encodeURIComponent(JSON.stringify({ id: targetLogId }));
  const curl = spawn("curl", [
    "-sN",
    "-H",
    `authorization: Bearer ${token.bearer}`,
    `${http.url}/api/trpc/targetLog.watch?input=${input}`,
  ]);
  onTestFinished(() => void curl.kill());
  let said = "";
  curl.stdout.on("data", (chunk) => {
    said += chunk;
  });
  await until(() => said.includes("event: connected"));
  await write(targetLogId, 1, 1);
  await until(() => said.includes("line 000001"));
  expect(said).not.toContain("line 000002");
  await write(targetLogId, 2, 1);
  await until(() => said.includes("line 000002"));
});

test("a browser's own EventSource follows a run, and resumes by itself after its connection broke", async () => {
  const run = await makeRun(api);
  const [targetLogId = 0] = run.targetLogIds;
  await begin(targetLogId);
  await write(targetLogId, 1, 20);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const context = await browser.newContext();
  const { cookie } = await makeBrowser(runtime, person);
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: http.url }]);
  const page = await context.newPage();
  await page.goto(`${http.url}/`);
  const input = JSON.stringify({ id: run.taskLogId, targetLogId });
  await page.evaluate((asked) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const source = new EventSource(`/api/trpc/taskLog.watch?input=${encodeURIComponent(asked)}`);
    source.onmessage = (message) => void heard.push(message.data);
    source.addEventListener("return", () => source.close());
  }, input);
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await expect.poll(async () => texts(await heard()).length).toBe(20);
  http.breakConnections();
  await write(targetLogId, 21, 20);
  await end(run.taskLogId, targetLogId);
  await expect
    .poll(async () => (await heard()).some((event) => event.includes('"type":"end"')), { timeout: 15_000 })
    .toBe(true);
  expect(texts(await heard())).toEqual(expected(40));
});

test.each([
  [
    "a token is revoked",
    () =>
      inTenant(asSystem(db.database), (tx) =>
        tx.update(apiToken).set({ deletedAt: sql`now()` }).where(eq(apiToken.userId, guest.userId)),
      ),
  ],
  [
    "a user is disabled",
    () =>
      inTenant(asSystem(db.database), (tx) =>
        tx.update(userAccount).set({ disabled: true }).where(eq(userAccount.id, guest.userId)),
      ),
  ],
])("an open stream closes within 30 s when %s", async (_, shutOut) => {
  guest = await makePerson(db.database, { tenantId: person.tenantId });
  const bearer = (await makeToken(db.database, guest)).bearer;
  const run = await makeRun(api);
  const input = encodeURIComponent(JSON.stringify({ id: run.taskLogId }));
  const response = await fetch(`${http.url}/api/trpc/taskLog.watch?input=${input}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  const reading = response.text();
  await delay(100);
  await shutOut();
  const text = await Promise.race([reading, delay(28_000).then(() => "still open")]);
  expect(text).not.toBe("still open");
  expect(text).not.toContain('"type":"end"');
});
let guest: Person;

test("a run of another tenant cannot be followed, nor a target of another run", async () => {
  const stranger = await makePerson(db.database);
  const bearer = (await makeToken(db.database, stranger)).bearer;
  const run = await makeRun(api);
  const other = await makeRun(api);
  const follow = (path: string, input: object, as: string) =>
    fetch(`${http.url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
      headers: { authorization: `Bearer ${as}` },
    }).then((response) => response.text());
  expect(await follow("taskLog.watch", { id: run.taskLogId }, bearer)).toContain("NOT_FOUND");
  expect(await follow("targetLog.watch", { id: run.targetLogIds[0] }, bearer)).toContain("NOT_FOUND");
  expect(
    await follow("taskLog.watch", { id: run.taskLogId, targetLogId: other.targetLogIds[0] }, token.bearer),
  ).toContain("NOT_FOUND");
  const rows = await inTenant(asSystem(db.database), (tx) =>
    tx.select().from(taskLog).where(eq(taskLog.id, run.taskLogId)),
  );
  expect(rows).toMatchObject([{ state: "queued" }]);
});

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; await delay(10)) {
    if (condition()) return;
  }
  throw new Error("waited in vain");
}
