import { setTimeout as delay } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { targetLog, targetOutput } from "../db/tables/target-log.ts";
import { answerTrpc } from "../http/trpc.ts";
import { openTestApi, type TestApi } from "../testing/api.ts";
import { openBrowser } from "../testing/browser.ts";
import { endTargets, makeRun, makeTarget, makeTask } from "../testing/factories.ts";
import { messagesOf, PlayedRun, playedLines, type StreamMessage, textsOf } from "../testing/live.ts";
import { makeBrowser, makePerson, makeToken } from "../testing/web.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(async (request, runtime) =>
    new URL(request.url).pathname === "/"
      ? new Response("<!doctype html>", { headers: { "content-type": "text/html" } })
      : answerTrpc(request, runtime),
  );
});
afterAll(() => api?.close());

/** Opens one connection of a stream. */
async function open(
  path: string,
  input: object,
  options: { lastEventId?: string; signal?: AbortSignal } = {},
) {
  const url = `${api.url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
  const { lastEventId } = options;
  const response = await fetch(url, {
    headers: {
      authorization: `Bearer ${api.token.bearer}`,
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(response.headers.get("x-accel-buffering")).toBe("no");
  return messagesOf(response.body ?? new ReadableStream());
}

/** What an EventSource gets that loses its connection after every few events, and comes back each time. */
async function followBreaking(path: string, input: object, everyEvents: number): Promise<StreamMessage[]> {
  const heard: StreamMessage[] = [];
  let lastEventId: string | undefined;
  for (let connections = 0; connections < 200; connections++) {
    const gone = new AbortController();
    let seen = 0;
    try {
      for await (const message of await open(path, input, { lastEventId, signal: gone.signal })) {
        if (message.event === "return") return heard;
        lastEventId = message.id ?? lastEventId;
        if (message.data?.type !== undefined) heard.push(message);
        if (++seen >= everyEvents && connections % 2 === 0) gone.abort();
      }
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }
  throw new Error("the stream did not end");
}

/** What one connection tells until its stream ends. */
async function follow(path: string, input: object, lastEventId?: string): Promise<StreamMessage[]> {
  const heard: StreamMessage[] = [];
  for await (const message of await open(path, input, { lastEventId })) {
    if (message.event === "return") return heard;
    heard.push(message);
  }
  throw new Error("the stream broke");
}

test("a viewer whose connection breaks again and again gets every chunk once and in order, then the end", async () => {
  const run = await PlayedRun.begin(api.world, api.api);
  await run.write(1, 300);
  const writing = (async () => {
    for (let from = 301; from < 1_501; from += 40) {
      await run.write(from, 40);
      await delay(20);
    }
    await run.end();
  })();
  const { taskLogId, targetLogId } = run;
  const [single, whole] = await Promise.all([
    followBreaking("targetLog.watch", { id: targetLogId }, 97),
    followBreaking("taskLog.watch", { id: taskLogId, targetLogId }, 131),
    writing,
  ]);
  expect(textsOf(single)).toEqual(playedLines(1_500));
  expect(textsOf(whole)).toEqual(playedLines(1_500));
  expect(single.at(-1)?.data).toMatchObject({ type: "end", state: "failed", exitCode: 3 });
  expect(whole.at(-1)?.data).toMatchObject({ type: "end", state: "failed" });
  const last = whole.findLast(({ data }) => data?.type === "target")?.data?.target;
  expect(last).toMatchObject({ targetLogId, state: "failed" });
});

test("what fell out of the window is told in its place, with its size", async () => {
  const run = await PlayedRun.begin(api.world, api.api);
  await run.write(1, 10);
  await inTenant(asSystem(api.db.database), async (tx) => {
    await tx.delete(targetOutput).where(sql`target_log_id = ${run.targetLogId} and sequence between 4 and 7`);
    await tx
      .update(targetLog)
      .set({ stdoutDroppedBytes: 48, stdoutDroppedLines: 4 })
      .where(eq(targetLog.id, run.targetLogId));
  });
  await run.end();
  const told = (await followBreaking("targetLog.watch", { id: run.targetLogId }, 1_000)).map(
    ({ data }) => data,
  );
  expect(told.map((data) => [data?.type, data?.seq])).toEqual([
    ["chunk", 1],
    ["chunk", 2],
    ["chunk", 3],
    ["cut", 8],
    ["chunk", 8],
    ["chunk", 9],
    ["chunk", 10],
    ["end", undefined],
  ]);
  expect(told[3]).toMatchObject({ cut: 48, lines: 4 });
});

test("a viewer who is new, or was away however long, hears of every target that ended meanwhile", async () => {
  const targetIds = [await makeTarget(api.api), await makeTarget(api.api)];
  const run = await makeRun(api.api, await makeTask(api.api, { targetIds }));
  const [early = 0, late = 0] = run.targetLogIds;
  const succeeded = { state: "succeeded", exitCode: 0 } as const;
  await endTargets(api.world, run.taskLogId, new Map([[early, succeeded]]));
  await setFinal(
    sql`update e_script_target_log set ended_at = now() - interval '10 minutes' where id = ${early}`,
  );
  await endTargets(api.world, run.taskLogId, new Map([[late, succeeded]]));
  const told = (messages: StreamMessage[]) =>
    messages.flatMap(({ data }) =>
      data?.type === "target" ? [(data.target as { targetLogId: number }).targetLogId] : [],
    );
  const fresh = await follow("taskLog.watch", { id: run.taskLogId });
  expect(told(fresh)).toEqual([early, late]);
  const lately = `0-${Date.now() - 60_000}`;
  expect(told(await follow("taskLog.watch", { id: run.taskLogId }, lately))).toEqual([late]);
  const before = `0-${Date.now() - 11 * 60_000}`;
  expect(told(await follow("taskLog.watch", { id: run.taskLogId }, before))).toEqual([early, late]);
  const mark = fresh.at(-1)?.id ?? "";
  expect(mark).toMatch(/^0-\d{13}$/);
});

/** Changes what the database keeps as it is. */
function setFinal(statement: ReturnType<typeof sql>): Promise<unknown> {
  return inTenant(asSystem(api.db.database), async (tx) => {
    await tx.execute(sql`alter table e_script_target_log disable trigger user`);
    await tx.execute(statement);
    await tx.execute(sql`alter table e_script_target_log enable trigger user`);
  });
}

test("several viewers of one run get every chunk while it writes", async () => {
  const run = await PlayedRun.begin(api.world, api.api);
  const viewers = Array.from({ length: 8 }, () => follow("targetLog.watch", { id: run.targetLogId }));
  for (let line = 1; line <= 30; line++) {
    await run.write(line, 1);
    await delay(10);
  }
  await run.end();
  for (const messages of await Promise.all(viewers)) expect(textsOf(messages)).toEqual(playedLines(30));
});

test("a browser's own EventSource follows a run, and resumes by itself after its connection broke", async () => {
  const run = await PlayedRun.begin(api.world, api.api);
  await run.write(1, 20);
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const context = await browser.newContext();
  const { cookie } = await makeBrowser(api.runtime, api.person);
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: api.url }]);
  const page = await context.newPage();
  await page.goto(`${api.url}/`);
  const input = JSON.stringify({ id: run.taskLogId, targetLogId: run.targetLogId });
  await page.evaluate((asked) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const source = new EventSource(`/api/trpc/taskLog.watch?input=${encodeURIComponent(asked)}`);
    source.onmessage = (message) => void heard.push(message.data);
    source.addEventListener("return", () => source.close());
  }, input);
  const heard = async () => {
    const lines = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    return lines.map((line) => ({ event: "message", id: null, data: JSON.parse(line) }));
  };
  await expect.poll(async () => textsOf(await heard()).length, { timeout: 15_000 }).toBe(20);
  api.breakConnections();
  await run.write(21, 20);
  await run.end();
  await expect
    .poll(async () => (await heard()).some(({ data }) => data.type === "end"), { timeout: 15_000 })
    .toBe(true);
  expect(textsOf(await heard())).toEqual(playedLines(40));
});

test("a run of another tenant cannot be followed, nor a target of another run", async () => {
  const stranger = await makePerson(api.db.database);
  const bearer = (await makeToken(api.db.database, stranger)).bearer;
  const run = await makeRun(api.api);
  const other = await makeRun(api.api);
  const said = (path: string, input: object, as: string) =>
    fetch(`${api.url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
      headers: { authorization: `Bearer ${as}` },
    }).then((response) => response.text());
  expect(await said("taskLog.watch", { id: run.taskLogId }, bearer)).toContain("NOT_FOUND");
  expect(await said("targetLog.watch", { id: run.targetLogIds[0] }, bearer)).toContain("NOT_FOUND");
  expect(
    await said("taskLog.watch", { id: run.taskLogId, targetLogId: other.targetLogIds[0] }, api.token.bearer),
  ).toContain("NOT_FOUND");
});
