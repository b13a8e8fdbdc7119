import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import {
  endTargets,
  makeRun,
  makeTarget,
  makeTask,
  storeOutput,
  type TestEnd,
} from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

const good: TestEnd = { state: "succeeded", exitCode: 0 };
const bad: TestEnd = { state: "failed", reason: "exit_code", exitCode: 1 };

/** A run with a host for each result: what it wrote to either stream, row by row, and how it ended. */
async function runWith(results: { stdout?: string[]; stderr?: string[]; end: TestEnd | null }[]) {
  const targetIds: number[] = [];
  for (const _ of results) targetIds.push(await makeTarget(person));
  const { taskLogId, targetLogIds } = await makeRun(person, await makeTask(person, { targetIds }));
  for (const [at, { stdout = [], stderr = [] }] of results.entries()) {
    const rows: Parameters<typeof storeOutput>[2] = [];
    for (const [stream, texts] of [
      ["stdout", stdout],
      ["stderr", stderr],
    ] as const) {
      let offset = 0;
      for (const text of texts) {
        const bytes = Buffer.from(text);
        rows.push({ sequence: rows.length + 1, stream, bytes, offset });
        offset += bytes.length;
      }
    }
    const targetLogId = targetLogIds[at] ?? 0;
    if (rows.length > 0) await storeOutput(world, { tenantId: person.tenantId, targetLogId }, rows);
  }
  const ends = results.flatMap(({ end }, at) =>
    end === null ? [] : [[targetLogIds[at] ?? 0, end] as const],
  );
  await endTargets(world, taskLogId, new Map(ends));
  return { taskLogId, targetLogIds };
}

test("hosts with the same result stand together, the biggest group first, however their output arrived", async () => {
  const { taskLogId, targetLogIds } = await runWith([
    { stdout: ["odd\n"], end: good },
    { stdout: ["one\ntwo\n"], stderr: ["warned\n"], end: good },
    { stdout: ["one\n", "two\n"], stderr: ["war", "ned\n"], end: good },
    { stdout: ["on", "e\ntw", "o\n"], stderr: ["warned\n"], end: good },
    { stdout: ["one\ntwo\n"], stderr: ["warned\n"], end: bad },
    { stdout: ["one\ntwo\n"], stderr: ["warned\n"], end: null },
  ]);
  const { groups, kinds, hosts } = await person.api.taskLog.groups({
    id: taskLogId,
    by: "output",
    exact: true,
  });
  expect([kinds, hosts]).toEqual([3, 5]);
  expect(groups.map((group) => group.hosts.map((host) => targetLogIds.indexOf(host.targetLogId)))).toEqual([
    [1, 2, 3],
    [0],
    [4],
  ]);
});

test("times, dates, ids and numbers tell nobody apart, unless one asks for exact", async () => {
  const { taskLogId } = await runWith([
    { stdout: ["2026-11-27 11:58:07 pid 18233 took 3.2 s\n"], end: good },
    { stdout: ["2026-11-28 01:02:03 pid 7 took 14 s\n"], end: good },
    { stdout: ["2026-11-28 01:02:03 pid 7 gave up\n"], end: good },
  ]);
  const counts = async (exact: boolean) =>
    (await person.api.taskLog.groups({ id: taskLogId, by: "stdout", exact })).groups.map(
      ({ count }) => count,
    );
  expect(await counts(false)).toEqual([2, 1]);
  expect(await counts(true)).toEqual([1, 1, 1]);
});

test("one stream, or the exit alone, can be what is compared", async () => {
  const { taskLogId } = await runWith([
    { stdout: ["a\n"], stderr: ["same\n"], end: bad },
    { stdout: ["b\n"], stderr: ["same\n"], end: bad },
    { end: { state: "unreachable", reason: "timeout" } },
  ]);
  const counts = async (by: "output" | "stdout" | "stderr" | "exit") =>
    (await person.api.taskLog.groups({ id: taskLogId, by })).groups.map(({ count }) => count);
  expect(await counts("stdout")).toEqual([1, 1, 1]);
  expect(await counts("stderr")).toEqual([2, 1]);
  expect(await counts("exit")).toEqual([2, 1]);
});

test("much output is compared a page at a time", async () => {
  const block = `${"the same line over and over\n".repeat(2_000)}`;
  const rows = Array.from({ length: 60 }, () => block);
  const { taskLogId } = await runWith([
    { stdout: rows, end: good },
    { stdout: rows, end: good },
    { stdout: [...rows.slice(1), `${block}!`], end: good },
  ]);
  const { groups } = await person.api.taskLog.groups({ id: taskLogId, by: "output", exact: true });
  expect(groups.map(({ count }) => count)).toEqual([2, 1]);
});
