import { afterAll, beforeAll, expect, test } from "vitest";
import type { LastRunKind } from "../domain/task-log-state.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { aName, endTargets, makeRun, makeScript, makeTarget, makeTask } from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;
const ids: Record<"never" | "failed" | "running", number> = { never: 0, failed: 0, running: 0 };
let scripts: { a: number; z: number };

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
  const made = (name: string) =>
    person.api.script.create({ name: aName(name), language: "shell", content: "true" });
  scripts = { z: (await made("z")).id, a: (await made("a")).id };
  const targetIds = [await makeTarget(person)];
  ids.never = await makeTask(person, { name: "b never", scriptId: scripts.z, targetIds });
  ids.failed = await makeTask(person, { name: "c failed", scriptId: scripts.a, targetIds });
  ids.running = await makeTask(person, { name: "a running", scriptId: scripts.z, targetIds });
  const { taskLogId, targetLogIds } = await makeRun(person, ids.failed);
  await makeRun(person, ids.running);
  const end = { state: "failed", reason: "exit_code", exitCode: 1 } as const;
  await endTargets(world, taskLogId, new Map(targetLogIds.map((id) => [id, end])));
  await person.api.task.update({ id: ids.failed, name: "c failed" });
});
afterAll(() => world?.close());

type ListInput = Parameters<TestContext["api"]["task"]["list"]>[0];
const idsOf = async (input: ListInput) => (await person.api.task.list(input)).items.map(({ id }) => id);

test.each([
  ["name", "asc", ["running", "never", "failed"]],
  ["name", "desc", ["failed", "never", "running"]],
  ["createdAt", "desc", ["running", "failed", "never"]],
  ["updatedAt", "desc", ["failed", "running", "never"]],
  ["lastRun", "desc", ["running", "failed", "never"]],
  ["lastRun", "asc", ["never", "failed", "running"]],
  ["script", "asc", ["failed", "never", "running"]],
] as const)("tasks are sorted by %s, %s; what never ran counts as the oldest", async (sort, order, names) => {
  expect(await idsOf({ sort, order })).toEqual(names.map((name) => ids[name]));
});

test("unless asked otherwise, texts go from A to Z and everything else from the newest or highest down", async () => {
  expect(await idsOf({ sort: "script" })).toEqual(await idsOf({ sort: "script", order: "asc" }));
  expect(await idsOf({ sort: "lastRun" })).toEqual(await idsOf({ sort: "lastRun", order: "desc" }));
});

test.each([
  ["active", ["running"]],
  ["unsuccessful", ["failed"]],
  ["never", ["never"]],
  ["succeeded", []],
] as const)("tasks whose last run was %s are found alone", async (lastRun, names) => {
  expect(await idsOf({ lastRun })).toEqual(names.map((name) => ids[name]));
});

test("facets count living tasks by what their last run came to, by type and by script, of one's own tenant alone", async () => {
  const gone = await makeTask(person, { scriptId: scripts.z });
  await person.api.task.delete({ id: gone });
  await makeTask(await makeTestContext(world));
  const { lastRuns, types, scripts: byScript } = await person.api.task.facets({});
  const counts = new Map<LastRunKind, number>(lastRuns.map(({ value, count }) => [value, count]));
  expect(counts.get("never")).toBe(1);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(types).toEqual([{ value: "immediate", count: 3 }]);
  expect(byScript.map(({ id, count }) => [id, count])).toEqual([
    [scripts.z, 2],
    [scripts.a, 1],
  ]);
});

test("a task tells when its last run began and ended, and none before the first", async () => {
  const { items } = await person.api.task.list({});
  const of = (id: number) => items.find((item) => item.id === id);
  expect(of(ids.never)?.lastTaskLog).toBeNull();
  expect(of(ids.failed)?.lastTaskLog).toMatchObject({ state: "failed", endedAt: expect.any(String) });
  expect(of(ids.running)?.lastTaskLog?.endedAt).toBeNull();
});

test("scripts are sorted by their newest run, and counted by language", async () => {
  const other = await makeScript(person, "true");
  const { items } = await person.api.script.list({ sort: "lastRun" });
  expect(items.map(({ id }) => id)).toEqual([scripts.z, scripts.a, other]);
  expect(await person.api.script.facets({})).toEqual({ languages: [{ value: "shell", count: 3 }] });
});
