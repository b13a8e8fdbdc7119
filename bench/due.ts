import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Part } from "../dev/supervisor.ts";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { childrenCpuMs } from "./cpu.ts";
import { openSetting, type Setting } from "./setting.ts";
import type { Table } from "./table.ts";

const counts = [1, 100, 1_000];
const repetitions = { 1: 15, 100: 3, 1000: 3 } as Record<number, number>;
const idleSchedules = 10_000;
const idleSeconds = 20;

/** From a planned moment to its target log in a worker's hand: SSH is replaced by something instant. */
export async function benchDue(): Promise<Table> {
  const setting = await openSetting();
  const workers: Part[] = [];
  const rows: string[][] = [];
  const idle: string[] = [];
  try {
    const taskIds = await makeTasks(setting, Math.max(...counts, idleSchedules));
    for (const count of [1, 2]) {
      while (workers.length < count) {
        workers.push(await setting.startWorker(path.join(import.meta.dirname, "instant-worker.ts")));
      }
      if (count === 1) idle.push(await idleCost(setting, taskIds));
      for (const due of counts)
        rows.push([String(count), String(due), ...(await measure(setting, taskIds, due))]);
    }
  } finally {
    for (const worker of workers) await worker.stop();
    await setting.close();
  }
  return {
    title:
      "A due moment until its target log is claimed (aim: p50 ≤ 50 ms, p99 ≤ 200 ms, the last of 1,000 ≤ 2 s)",
    head: ["workers", "due at once", "p50 ms", "p99 ms", "last ms"],
    rows,
    notes: idle,
  };
}

async function makeTasks({ seed, database }: Setting, count: number): Promise<number[]> {
  const scriptId = await seed.script("true");
  const [targetId = 0] = await seed.targets([{ address: "127.1.0.1", port: 22 }]);
  return inTenant(asSystem(database), async (tx) => {
    const made = await tx.execute<{ id: number }>(sql`
      insert into e_script_task (tenant_id, name, type, script_id, strategy, created_by, cron, time_zone, enabled,
        no_next_fire_reason)
      select ${seed.tenantId}, 'due ' || n, 'cron', ${scriptId}, '{"concurrency": 20, "connectTimeoutSeconds": 10,
        "timeoutSeconds": 60, "stopGraceSeconds": 1, "connectRetries": 0, "outputLimitBytes": 1024}', 'bench',
        '0 0 1 1 *', 'UTC', false, 'stopped' from generate_series(1, ${count}) as n returning id`);
    const ids = made.rows.map(({ id }) => Number(id));
    await tx.execute(sql`insert into e_script_task_target (tenant_id, task_id, target_id)
      select ${seed.tenantId}, id, ${targetId} from unnest(${sql.param(ids)}::bigint[]) as id`);
    return ids;
  });
}

/** Plans tasks for one moment, so many seconds from now; answers the moment. */
function plan({ database }: Setting, taskIds: number[], seconds: number): Promise<string> {
  return inTenant(asSystem(database), async (tx) => {
    const planned = await tx.execute<{ at: string }>(sql`
      update e_script_task set enabled = true, no_next_fire_reason = null,
        next_fire_at = date_trunc('second', now()) + make_interval(secs => ${seconds})
      where id = any(${sql.param(taskIds)}::bigint[]) returning next_fire_at as at`);
    return new Date(planned.rows[0]?.at ?? 0).toISOString();
  });
}

async function measure(setting: Setting, taskIds: number[], due: number): Promise<string[]> {
  const late: number[] = [];
  const lasts: number[] = [];
  for (let round = 0; round < (repetitions[due] ?? 3); round++) {
    const fireAt = await plan(setting, taskIds.slice(0, due), 3);
    const times = await claimedAfter(setting, fireAt, due);
    late.push(...times);
    lasts.push(Math.max(...times));
  }
  late.sort((a, b) => a - b);
  const at = (share: number) => late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? 0;
  return [at(0.5), at(0.99), Math.max(...lasts)].map((ms) => ms.toFixed(0));
}

/** How long after the moment each of its target logs was claimed, once all of them have ended. */
async function claimedAfter({ database }: Setting, fireAt: string, due: number): Promise<number[]> {
  for (const until = performance.now() + 60_000; performance.now() < until; await delay(200)) {
    const found = await inTenant(asSystem(database), (tx) =>
      tx.execute<{ ms: number }>(sql`
        select (extract(epoch from l.connecting_at - r.planned_at) * 1000)::float8 as ms
        from e_script_task_log r join e_script_target_log l on l.task_log_id = r.id
        where r.planned_at = ${fireAt} and r.ended_at is not null`),
    );
    if (found.rows.length === due) return found.rows.map(({ ms }) => ms);
  }
  throw new Error("not every due moment was run");
}

/** What an idle worker costs with ten thousand schedules, against none. */
async function idleCost(setting: Setting, taskIds: number[]): Promise<string> {
  const without = await cpuOver(idleSeconds);
  await plan(setting, taskIds, 86_400);
  const withAll = await cpuOver(idleSeconds);
  await inTenant(asSystem(setting.database), (tx) =>
    tx.execute(
      sql`update e_script_task set enabled = false, next_fire_at = null, no_next_fire_reason = 'stopped'`,
    ),
  );
  const share = (ms: number) => `${((ms / idleSeconds / 1000) * 100).toFixed(2)} %`;
  return `An idle worker uses ${share(without)} of one core without a schedule, ${share(withAll)} with ${idleSchedules.toLocaleString("en")}.`;
}

/** Milliseconds of CPU that the workers use in so many seconds. */
async function cpuOver(seconds: number): Promise<number> {
  const used = () => childrenCpuMs("instant-worker");
  const before = await used();
  await delay(seconds * 1000);
  return (await used()) - before;
}
