import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/api.ts";
import { messagesOf, PlayedRun, playedLines, type StreamMessage, textsOf } from "../testing/live.ts";
import { eventStream } from "./event-stream.ts";
import { answerRest } from "./rest.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(answerRest);
});
afterAll(() => api?.close());

/** Follows with curl until the stream ends or `enough` is heard. */
async function curl(
  path: string,
  options: { lastEventId?: string; enough?: (heard: StreamMessage[]) => boolean } = {},
): Promise<StreamMessage[]> {
  const { lastEventId, enough = () => false } = options;
  const resume = lastEventId === undefined ? [] : ["-H", `last-event-id: ${lastEventId}`];
  const bearer = `authorization: Bearer ${api.token.bearer}`;
  const child = spawn("curl", ["-sN", "-H", bearer, ...resume, `${api.url}/api/v1${path}`]);
  onTestFinished(() => void child.kill());
  const heard: StreamMessage[] = [];
  for await (const message of messagesOf(child.stdout)) {
    heard.push(message);
    if (enough(heard)) child.kill();
  }
  return heard;
}

test("curl sees a line as it is written, before the next one is", async () => {
  const run = await PlayedRun.begin(api.world, api.api);
  await run.write(1, 1);
  const writeNext = (heard: StreamMessage[]) => {
    const count = textsOf(heard).length;
    if (heard.at(-1)?.event === "chunk") void (count < 4 ? run.write(count + 1, 1) : run.end());
    return false;
  };
  const heard = await curl(`/target-logs/${run.targetLogId}/watch`, { enough: writeNext });
  expect(textsOf(heard)).toEqual(playedLines(4));
  expect(heard.map(({ event }) => event)).toEqual(["chunk", "chunk", "chunk", "chunk", "end"]);
  expect(heard.at(-1)?.data).toMatchObject({ state: "failed", exitCode: 3 });
});

test("curl that leaves again and again, and resumes by the last id, gets each line once while a writer writes", async () => {
  const run = await PlayedRun.begin(api.world, api.api);
  const writing = (async () => {
    for (let from = 1; from <= 400; from += 20) {
      await run.write(from, 20);
      await delay(20);
    }
    await run.end();
  })();
  const path = `/task-logs/${run.taskLogId}/watch?targetLogId=${run.targetLogId}`;
  const heard: StreamMessage[] = [];
  for (let visit = 1; visit <= 60 && heard.at(-1)?.event !== "end"; visit++) {
    const lastEventId = heard.at(-1)?.id ?? undefined;
    heard.push(...(await curl(path, { lastEventId, enough: ({ length }) => length >= 40 * visit })));
  }
  await writing;
  expect(textsOf(heard)).toEqual(playedLines(400));
  expect(heard.map(({ event }) => event)).toEqual(heard.map(({ data }) => data?.type));
});

test("a viewer may begin after a line it has", async () => {
  const run = await PlayedRun.begin(api.world, api.api);
  await run.write(1, 10);
  await run.end();
  const heard = await curl(`/target-logs/${run.targetLogId}/watch?after=7`);
  expect(textsOf(heard)).toEqual(playedLines(10).slice(7));
});

test("an open stream ends when the process is asked to", async () => {
  const run = await PlayedRun.begin(api.world, api.api);
  await run.write(1, 1);
  const ended = curl(`/target-logs/${run.targetLogId}/watch`, {
    enough: () => {
      api.runtime.shutdown.abort();
      return false;
    },
  });
  expect((await ended).map(({ event }) => event)).toEqual(["chunk"]);
});

async function* failing(afterMs: number) {
  yield { type: "chunk" };
  await delay(afterMs);
  throw new Error("the database is away");
}

test("an error amidst a stream is its last message, and the process lives on", async () => {
  const response = await eventStream(failing(700), () => ({ reason: "INTERNAL" }));
  const text = await response.text();
  expect(text).toBe(
    'event: chunk\ndata: {"type":"chunk"}\n\nevent: failure\ndata: {"reason":"INTERNAL"}\n\n',
  );
});

test("an error at a stream's start is thrown, to be answered with its own status", async () => {
  const refused = (async function* () {
    yield await Promise.reject(new Error("not yours"));
  })();
  await expect(eventStream(refused, () => ({}))).rejects.toThrow("not yours");
});

test("a reader that leaves ends the subscription behind the stream", async () => {
  let ended = false;
  const events = (async function* () {
    try {
      for (;;) yield { type: "chunk" };
    } finally {
      ended = true;
    }
  })();
  const reader = (await eventStream(events, () => ({}))).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await expect.poll(() => ended).toBe(true);
});
