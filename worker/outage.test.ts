import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../dev/postgres/embedded.ts";
import { migrateDatabase } from "../server/db/migrate.ts";
import { type Fleet, openFleet, shortLease } from "../server/testing/fleet.ts";

/** A server of this file's own, since it is stopped. */
let directory: string;
let server: EmbeddedPostgres;
let fleet: Fleet;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "hostrun-outage-"));
  server = await startEmbeddedPostgres({ directory, throwaway: true });
  await migrateDatabase(server.url);
  fleet = await openFleet({ url: server.url });
  await Promise.all([fleet.startWorker(shortLease), fleet.startWorker(shortLease)]);
});
afterAll(async () => {
  await fleet?.close();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Longer than a worker's lease of 3 s. */
const outageMs = 4_000;
const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
const script = "i=1; while [ $i -le 40 ]; do echo line $i; sleep 0.2; i=$((i+1)); done";

test("PostgreSQL stopped in the middle of a run: every line once and in order, and nothing is lost", async () => {
  const taskLogId = await fleet.start(await fleet.makeTask(script, 6));
  const speaking = async () =>
    (await fleet.read(taskLogId)).targets.filter(({ stdoutBytes }) => stdoutBytes > 0).length;
  await expect.poll(speaking, { timeout: 10_000 }).toBe(6);
  await server.stop();
  await delay(outageMs);
  server = await startEmbeddedPostgres({ directory, throwaway: true });
  const { log, targets } = await fleet.ended(taskLogId);
  expect(log).toMatchObject({ state: "succeeded", succeededCount: 6, lostCount: 0 });
  for (const { id } of targets) expect((await fleet.outputOf(id)).split("\n")).toEqual([...lines, ""]);
  expect(await fleet.startsOf(targets)).toEqual(Array(6).fill(1));
}, 120_000);
