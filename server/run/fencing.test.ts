import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { targetOutput } from "../db/tables/target-log.ts";
import { found } from "../errors.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeRun, makeWorker } from "../testing/factories.ts";
import { type Claim, claim } from "./claim.ts";
import { type End, giveBack, recordEnds } from "./end.ts";
import { type OutputWrite, recordProgress } from "./record.ts";

let world: TestWorld;
let person: TestContext;

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world?.close());

/** A run with its one target in the hands of a worker. */
async function claimed() {
  const { taskLogId, targetLogIds } = await makeRun(person);
  const workerId = await makeWorker(world);
  const [claimed] = await claim(world, { id: workerId, freeSlots: 5 }, [taskLogId]);
  return { taskLogId, targetLogId: found(targetLogIds[0]), workerId, owned: found(claimed?.claims[0]) };
}

const nothing = { execSent: [], started: [], cancelling: [], output: [] };

function outputOf(owned: Claim, text: string): OutputWrite {
  const bytes = Buffer.from(text);
  const none = { stderrBytes: 0, stdoutDroppedBytes: 0, stderrDroppedBytes: 0 };
  return {
    owned,
    tenantId: person.tenantId,
    rows: [{ sequence: 1, stream: "stdout", bytes, offset: 0, lines: 1 }],
    cut: [],
    totals: {
      ...none,
      stdoutBytes: bytes.length,
      stdoutDroppedLines: 0,
      stderrDroppedLines: 0,
      lastLine: text.trim(),
      lastSequence: 1,
    },
  };
}

function success(owned: Claim, output: OutputWrite | null = null): End {
  const facts = { reason: null, detail: null, exitCode: 0, signal: null, outputComplete: true };
  return { owned, state: "succeeded", ...facts, connectMs: 5, down: null, started: null, output };
}

const rowsOfOutput = async (targetLogId: number) =>
  (await inTenant(asSystem(world.database), (tx) => tx.select().from(targetOutput))).filter(
    (row) => row.targetLogId === targetLogId,
  );

test("a run's last end that is written twice comes to the same", async () => {
  const { taskLogId, targetLogId, workerId, owned } = await claimed();
  await recordProgress(world.database, workerId, { ...nothing, execSent: [owned] });
  const end = success(owned, outputOf(owned, "done\n"));
  await recordEnds(world, workerId, [end]);
  const before = await person.api.taskLog.get({ id: taskLogId });
  await recordEnds(world, workerId, [end]);
  expect(await person.api.taskLog.get({ id: taskLogId })).toEqual(before);
  expect(before).toMatchObject({ state: "succeeded", counts: { succeeded: 1 } });
  expect(await rowsOfOutput(targetLogId)).toHaveLength(1);
});

test("leave to send is given once a claim, and again to whoever did not hear of it", async () => {
  const { workerId, owned } = await claimed();
  const ask = (worker: number, epoch = owned.epoch) =>
    recordProgress(world.database, worker, { ...nothing, execSent: [{ ...owned, epoch }] });
  expect((await ask(workerId)).allowed).toEqual(new Set([owned.targetLogId]));
  expect((await ask(workerId)).allowed).toEqual(new Set([owned.targetLogId]));
  expect((await ask(workerId, owned.epoch - 1)).allowed).toEqual(new Set());
  expect((await ask(await makeWorker(world))).allowed).toEqual(new Set());
});

test("what was handed on hears nothing more of whoever held it before", async () => {
  const { taskLogId, targetLogId, workerId, owned } = await claimed();
  await giveBack(world, workerId, taskLogId, [owned]);
  const nextId = await makeWorker(world);
  const next = found((await claim(world, { id: nextId, freeSlots: 5 }, [taskLogId]))[0]?.claims[0]);
  expect(next.epoch).toBe(owned.epoch + 1);

  const late = { execSent: [owned], cancelling: [owned], output: [outputOf(owned, "late\n")] };
  const { allowed, refused } = await recordProgress(world.database, workerId, { ...nothing, ...late });
  expect(allowed).toEqual(new Set());
  expect(refused).toEqual(new Set([targetLogId]));
  await recordEnds(world, workerId, [success(owned, outputOf(owned, "late\n"))]);
  await giveBack(world, workerId, taskLogId, [owned]);

  expect(await person.api.targetLog.get({ id: targetLogId })).toMatchObject({ state: "connecting" });
  expect(await rowsOfOutput(targetLogId)).toEqual([]);
  expect(await person.api.taskLog.get({ id: taskLogId })).toMatchObject({ state: "running" });
});
