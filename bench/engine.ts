import path from "node:path";
import { sql } from "drizzle-orm";
import type { Part } from "../dev/supervisor.ts";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { makeTask, openSetting, type Setting } from "./setting.ts";
import { median, type Table } from "./table.ts";

const targetCount = 5_000;
const repetitions = 3;

/** The engine alone: SSH replaced by something instant, so that what is left is claims, ticks and the database. */
export async function benchEngine(): Promise<Table> {
  const setting = await openSetting();
  const workers: Part[] = [];
  const rows: string[][] = [];
  try {
    const taskId = await instantTask(setting);
    for (const count of [1, 2, 4]) {
      while (workers.length < count) {
        workers.push(await setting.startWorker(path.join(import.meta.dirname, "instant-worker.ts")));
      }
      rows.push([String(count), ...(await measure(setting, taskId))]);
    }
  } finally {
    for (const worker of workers) await worker.stop();
    await setting.close();
  }
  return {
    title: `The engine alone, ${targetCount.toLocaleString("en")} targets in one run (aim: ≥ 3,000 targets/s on one worker, ≤ 0.1 commits a target)`,
    head: ["workers", "s", "targets/s", "commits a target"],
    rows,
  };
}

async function instantTask(setting: Setting): Promise<number> {
  const scriptId = await setting.seed.script("true");
  const targets = Array.from({ length: targetCount }, (_, i) => ({
    address: `127.1.${i >> 8}.${i & 255}`,
    port: 22,
    username: "nobody",
  }));
  return makeTask(setting, scriptId, targets, { concurrency: 500 });
}

async function measure(setting: Setting, taskId: number): Promise<string[]> {
  const seconds: number[] = [];
  const commits: number[] = [];
  for (let round = 0; round < repetitions; round++) {
    const before = await commitCount(setting);
    const { ms, state } = await setting.run(taskId);
    if (state !== "succeeded") throw new Error(`a run of the engine alone ended as ${state}`);
    seconds.push(ms / 1000);
    commits.push((await commitCount(setting)) - before);
  }
  const s = median(seconds);
  return [
    s.toFixed(2),
    Math.round(targetCount / s).toLocaleString("en"),
    (median(commits) / targetCount).toFixed(3),
  ];
}

/** Of all processes, idle ones and this one's looking too; the statistics come a moment late. */
async function commitCount({ database }: Setting): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const rows = await inTenant(asSystem(database), (tx) =>
    tx.execute<{ count: number }>(
      sql`select xact_commit::int as count from pg_stat_database where datname = current_database()`,
    ),
  );
  return rows.rows[0]?.count ?? 0;
}
