import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleKeys } from "../domain/sample.ts";
import { placeSandbox } from "../target/sandbox.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { endTargets, makeRun, makeTask } from "../testing/factories.ts";
import { makeTenant } from "../testing/people.ts";
import { placeSamples } from "./place.ts";

let world: TestWorld;

beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world?.close());

const hostKey = { type: "ssh-ed25519", line: "ssh-ed25519 AAAA", fingerprint: `SHA256:${"a".repeat(43)}` };
const place = { username: "sandbox", port: 2_222, hostKey, runsAsConsole: false };

/** A tenant as the first start with a sandbox leaves it, and its admin. */
async function freshTenant(): Promise<{
  person: TestContext;
  sandboxId: number;
  start: () => Promise<void>;
}> {
  const tenantId = await makeTenant(world);
  const person = await makeTestContext(world, { tenantId });
  const sandboxId = await placeSandbox(world.database, tenantId, place);
  const start = () => placeSamples(world.database, tenantId, sandboxId);
  return { person, sandboxId, start };
}

async function namesOf({ api }: TestContext) {
  const scripts = (await api.script.list({})).items.filter(({ sample }) => sample);
  const tasks = (await api.task.list({})).items.filter(({ sample }) => sample);
  return [scripts, tasks].map((items) => items.map(({ name }) => name).sort());
}

test("each sample is a script with a task that runs it on the sandbox, made once and for all", async () => {
  const { person, sandboxId, start } = await freshTenant();
  await start();
  await start();
  const { items, sandbox } = await person.api.sample.list({});
  expect(items.map(({ key }) => key)).toEqual(sampleKeys);
  expect(sandbox).toMatchObject({ id: sandboxId, name: "sandbox" });
  for (const { taskId, scriptId, content } of items) {
    const task = await person.api.task.get({ id: taskId ?? 0 });
    expect(task).toMatchObject({ script: { id: scriptId }, targetIds: [sandboxId], sample: true });
    expect(await person.api.script.check({ language: "shell", content })).toEqual({
      checked: true,
      problems: [],
    });
  }
  expect((await person.api.script.list({})).total).toBe(sampleKeys.length);
  const scheduled = await person.api.task.list({ type: "cron" });
  expect(scheduled.items).toMatchObject([{ sample: true, enabled: false, nextFireAt: null }]);
});

test("removed, they are gone with their tasks and do not come back; their logs and the sandbox stay", async () => {
  const { person, sandboxId, start } = await freshTenant();
  await start();
  const [first] = (await person.api.sample.list({})).items;
  const { taskLogId, targetLogIds } = await makeRun(person, first?.taskId ?? 0);
  await expect(person.api.sample.remove({})).rejects.toMatchObject({ cause: { reason: "TASK_RUNNING" } });
  await endTargets(
    world,
    taskLogId,
    new Map(targetLogIds.map((id) => [id, { state: "succeeded", exitCode: 0 }])),
  );
  expect(await person.api.sample.remove({})).toEqual({
    scripts: sampleKeys.length,
    tasks: sampleKeys.length + 1,
    kept: [],
  });
  await start();
  expect(await namesOf(person)).toEqual([[], []]);
  expect(await person.api.taskLog.get({ id: taskLogId })).toMatchObject({ scriptName: first?.name });
  expect((await person.api.sample.list({})).sandbox).toMatchObject({ id: sandboxId });
});

test("what somebody changed or uses is theirs, and stays when the samples go", async () => {
  const { person, start } = await freshTenant();
  await start();
  const [changed, used, changedTask] = (await person.api.sample.list({})).items;
  await person.api.script.update({ id: changed?.scriptId ?? 0, content: "echo mine\n" });
  await makeTask(person, { scriptId: used?.scriptId ?? 0 });
  await person.api.task.update({ id: changedTask?.taskId ?? 0, arguments: ["mine"] });
  const { kept } = await person.api.sample.remove({});
  expect(kept).toEqual([used?.name, changedTask?.name].sort());
  const left = (await person.api.script.list({})).items;
  expect(left.map(({ name, sample }) => [name, sample]).sort()).toEqual(
    [changed, used, changedTask].map((one) => [one?.name, false]).sort(),
  );
  expect((await person.api.task.list({})).items.map(({ name }) => name)).toContain(changedTask?.name);
});

test("a name that somebody gave to a script of their own is left to them", async () => {
  const { person, start } = await freshTenant();
  await person.api.script.create({ name: "hello.sh", language: "shell", content: "echo mine\n" });
  await start();
  expect((await namesOf(person))[0]).not.toContain("hello.sh");
  expect((await person.api.sample.list({})).items).toHaveLength(sampleKeys.length - 1);
});
