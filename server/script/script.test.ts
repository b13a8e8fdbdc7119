import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import {
  aName,
  auditOf,
  endTargets,
  makeRun,
  makeScript,
  makeTarget,
  makeTask,
  type TestEnd,
} from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

const values = (given: object = {}) => ({
  name: aName("script"),
  language: "shell" as const,
  content: "true",
  ...given,
});

test.each([
  ["CRLF and no final newline", "echo a\r\necho b"],
  ["blanks at both ends", "\n\n  echo a  \n\n"],
  ["a byte order mark, emoji and Chinese", "\ufeffecho 你好 👩‍👩‍👧"],
  ["control characters but NUL", "echo \x01\x1b[31m\x7f"],
  ["exactly 1 MiB", "x".repeat(1_048_576)],
])("content with %s comes back as it was given", async (_what, content) => {
  const { id } = await person.api.script.create(values({ content }));
  expect((await person.api.script.get({ id })).content === content).toBe(true);
});

test.each([
  ["a NUL", "echo \0"],
  ["half a character", "echo \ud800"],
  ["more than 1 MiB", "x".repeat(1_048_577)],
  ["more than 1 MiB of bytes in fewer characters", "好".repeat(400_000)],
  ["nothing", ""],
])("content with %s is refused", async (_what, content) => {
  await expect(person.api.script.create(values({ content }))).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("new content is a new version, and the old one stays as it was", async () => {
  const { id } = await person.api.script.create(values({ content: "one" }));
  expect(await person.api.script.update({ id, content: "two", note: "because" })).toEqual({
    id,
    currentVersion: 2,
  });
  expect(await person.api.script.get({ id })).toMatchObject({ content: "two", currentVersion: 2 });
  expect(await person.api.script.version({ id, number: 1 })).toMatchObject({ content: "one", number: 1 });
  const { items, total } = await person.api.script.versions({ id });
  expect(total).toBe(2);
  expect(items.map(({ number, note, bytes }) => [number, note, bytes])).toEqual([
    [2, "because", 3],
    [1, "", 3],
  ]);
});

test("a save that changes no content makes no version", async () => {
  const { id } = await person.api.script.create(values({ content: "one" }));
  const name = aName("renamed");
  expect(await person.api.script.update({ id, content: "one", name, description: "d" })).toEqual({
    id,
    currentVersion: 1,
  });
  expect(await person.api.script.get({ id })).toMatchObject({ name, description: "d", currentVersion: 1 });
});

test("a save on top of a version that is not the newest any more is a conflict and changes nothing", async () => {
  const { id } = await person.api.script.create(values({ content: "one" }));
  await person.api.script.update({ id, content: "two", expectedVersion: 1 });
  await expect(person.api.script.update({ id, content: "three", expectedVersion: 1 })).rejects.toMatchObject({
    code: "CONFLICT",
    message: "VERSION_CONFLICT",
  });
  expect(await person.api.script.get({ id })).toMatchObject({ content: "two", currentVersion: 2 });
});

test("of two saves at once on the same version one wins, and none is lost", async () => {
  const { id } = await person.api.script.create(values({ content: "one" }));
  const saves = ["a", "b"].map((content) => person.api.script.update({ id, content, expectedVersion: 1 }));
  const ended = await Promise.allSettled(saves);
  expect(ended.map((end) => end.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await person.api.script.versions({ id })).total).toBe(2);
});

test("the language cannot be changed", async () => {
  const id = await makeScript(person);
  const change = { id, language: "python" };
  await expect(person.api.script.update(change)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("an unknown version number is told from an unknown script", async () => {
  const id = await makeScript(person);
  await expect(person.api.script.version({ id, number: 9 })).rejects.toMatchObject({
    message: "VERSION_ABSENT",
  });
  await expect(person.api.script.version({ id: 999_999, number: 1 })).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
});

test("a taken name is a conflict that names its field; deleted, the name is free again", async () => {
  const name = aName("script");
  const { id } = await person.api.script.create(values({ name }));
  await expect(person.api.script.create(values({ name: ` ${name} ` }))).rejects.toMatchObject({
    code: "CONFLICT",
    cause: { reason: "NAME_TAKEN", field: ["name"], values: { name } },
  });
  const other = await person.api.script.create(values());
  await expect(person.api.script.update({ id: other.id, name })).rejects.toMatchObject({
    message: "NAME_TAKEN",
  });
  await person.api.script.delete({ id });
  await expect(person.api.script.get({ id })).rejects.toMatchObject({ message: "NOT_FOUND" });
  await person.api.script.create(values({ name }));
  const stranger = await makeTestContext(world);
  await stranger.api.script.create(values({ name }));
});

test("a script with a run that has not ended cannot be deleted; afterwards it can, and the run keeps its words", async () => {
  const scriptId = await makeScript(person, "echo kept\n");
  const name = aName("runner");
  const { taskLogId, taskId } = await makeRun(person, await makeTask(person, { scriptId, name }));
  await expect(person.api.script.delete({ id: scriptId })).rejects.toMatchObject({
    cause: { reason: "SCRIPT_IN_USE", values: { names: name } },
  });
  await person.api.script.get({ id: scriptId });
  await person.api.taskLog.cancel({ id: taskLogId });
  await person.api.script.delete({ id: scriptId });
  expect(await person.api.taskLog.get({ id: taskLogId })).toMatchObject({ scriptId, state: "cancelled" });
  expect((await person.api.task.get({ id: taskId })).script).toMatchObject({ id: scriptId, deleted: true });
  await expect(person.api.task.run({ id: taskId })).rejects.toMatchObject({ message: "SCRIPT_DELETED" });
});

test("of a delete and a start at once exactly one happens", async () => {
  for (let round = 0; round < 8; round++) {
    const scriptId = await makeScript(person);
    const id = await makeTask(person, { scriptId });
    const [started, deleted] = await Promise.allSettled([
      person.api.task.run({ id }),
      person.api.script.delete({ id: scriptId }),
    ]);
    expect([started.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
  }
});

test("names of what is in the way are ten, then a count", async () => {
  const scriptId = await makeScript(person);
  const targetIds = [
    (await person.api.target.create({ name: aName(), username: "u", address: "192.0.2.1" })).id,
  ];
  for (let n = 0; n < 12; n++) {
    await makeRun(
      person,
      await makeTask(person, { scriptId, targetIds, name: `many ${String(n).padStart(2, "0")}` }),
    );
  }
  await expect(person.api.script.delete({ id: scriptId })).rejects.toMatchObject({
    cause: { values: { names: expect.stringMatching(/^many 00.*many 09 and 2 more$/) } },
  });
});

test("a list pages without sharing or losing a row, and searches any part of the name literally", async () => {
  const reader = await makeTestContext(world);
  for (let n = 0; n < 5; n++) await reader.api.script.create(values({ name: `备份 100% _${n}` }));
  await reader.api.script.create(values({ name: "other" }));
  const pages = await Promise.all([1, 2, 3, 4].map((page) => reader.api.script.list({ page, pageSize: 2 })));
  expect(pages.map((page) => page.items.length)).toEqual([2, 2, 2, 0]);
  expect(new Set(pages.flatMap((page) => page.items.map((item) => item.id))).size).toBe(6);
  expect(pages.map((page) => page.total)).toEqual([6, 6, 6, 6]);
  expect((await reader.api.script.list({ search: "份 100% _" })).total).toBe(5);
  expect((await reader.api.script.list({ search: "0%%" })).total).toBe(0);
  expect((await reader.api.script.list({ search: "OTHER" })).total).toBe(1);
  const byName = await reader.api.script.list({ sort: "name", order: "desc", pageSize: 1 });
  expect(byName.items[0]?.name).toBe("备份 100% _4");
});

test("no page reaches beyond row 10 000", async () => {
  expect((await person.api.script.list({ page: 100, pageSize: 100 })).items).toEqual([]);
  await expect(person.api.script.list({ page: 101, pageSize: 100 })).rejects.toMatchObject({
    cause: { reason: "PAGE_TOO_FAR", field: ["page"] },
  });
});

test("a list shows each script's newest run, and its history holds them all, across tasks", async () => {
  const scriptId = await makeScript(person);
  const first = await makeRun(person, await makeTask(person, { scriptId, name: aName("alpha") }));
  const second = await makeRun(person, await makeTask(person, { scriptId, name: aName("beta") }));
  const { items } = await person.api.script.list({ pageSize: 100 });
  expect(items.find((item) => item.id === scriptId)?.lastTaskLog).toMatchObject({
    id: second.taskLogId,
    taskId: second.taskId,
    state: "queued",
  });
  const history = await person.api.script.history({ id: scriptId });
  expect(history.items.map((item) => item.id)).toEqual([second.taskLogId, first.taskLogId]);
  expect(
    (await person.api.script.history({ id: scriptId, search: "ALPHA" })).items.map((item) => item.id),
  ).toEqual([first.taskLogId]);
  const [log] = (await person.api.taskLog.targets({ id: second.taskLogId })).items;
  const byHost = await person.api.script.history({ id: scriptId, search: log?.hostName });
  expect(byHost.items.map((item) => item.id)).toEqual([second.taskLogId]);
});

test("each version says how its newest runs went; hosts that a person stopped or that were skipped say nothing of it", async () => {
  const scriptId = await makeScript(person);
  const targetIds = [await makeTarget(person), await makeTarget(person), await makeTarget(person)];
  const taskId = await makeTask(person, { scriptId, targetIds });
  await makeRun(person, taskId);
  const ended = await makeRun(person, taskId);
  const [one = 0, two = 0, three = 0] = ended.targetLogIds;
  await endTargets(
    world,
    ended.taskLogId,
    new Map<number, TestEnd>([
      [one, { state: "succeeded", exitCode: 0 }],
      [two, { state: "failed", reason: "exit_code", exitCode: 3 }],
      [three, { state: "skipped", reason: "cancelled" }],
    ]),
  );
  await person.api.script.update({ id: scriptId, content: "echo two\n" });
  expect((await person.api.script.versions({ id: scriptId })).items).toMatchObject([
    { number: 2, runs: 0, hosts: 0, succeeded: 0 },
    { number: 1, runs: 1, hosts: 2, succeeded: 1 },
  ]);
});

test("a shell's syntax is checked with line and column, other languages honestly not", async () => {
  const check = (language: "shell" | "bash" | "python" | "auto", content: string) =>
    person.api.script.check({ language, content });
  expect(await check("shell", "if true; then\n  echo hi\n")).toMatchObject({
    checked: true,
    problems: [{ line: 1, column: 1 }],
  });
  expect(await check("shell", "echo ok\nlist=(1 2)\n")).toMatchObject({ problems: [{ line: 2, column: 6 }] });
  expect(await check("bash", "list=(1 2)\n")).toEqual({ checked: true, problems: [] });
  expect(await check("python", "if if if")).toEqual({ checked: false, problems: [] });
  expect(await check("bash", "(".repeat(60_000))).toEqual({ checked: false, problems: [] });
  expect(await check("bash", "echo 先备份; fi\n")).toMatchObject({ problems: [{ line: 1, column: 11 }] });
  expect(await check("auto", "#!/usr/bin/env bash\nlist=(1\n")).toMatchObject({ checked: true });
  expect(await check("auto", "#!/bin/sh -e\nlist=(1 2)\n")).toMatchObject({ problems: [{ line: 2 }] });
  expect(await check("auto", "#!/usr/bin/python3.12\n(((\n")).toEqual({ checked: false, problems: [] });
});

test("who saved what stands in the audit, in the same transaction", async () => {
  const { id } = await person.api.script.create(values({ content: "secret text" }));
  await person.api.script.update({ id, content: "more" });
  await person.api.script.delete({ id });
  const rows = await auditOf(world, "script", id);
  expect(rows.map((row) => row.action)).toEqual(["script.create", "script.update", "script.delete"]);
  expect(rows.map((row) => [row.userId, row.via, row.crossing])).toEqual(
    rows.map(() => [person.userId, "session", null]),
  );
  expect(JSON.stringify(rows)).not.toContain("secret text");
});
