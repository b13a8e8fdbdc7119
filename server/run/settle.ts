import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { endOfTaskLog } from "../domain/task-log-state.ts";
import { found } from "../errors.ts";
import { tellRunEnd } from "../notice/tell-run.ts";
import { afterRunEnds } from "../schedule/after-run.ts";
import { changeCounters, databaseNow, endCounts } from "./counters.ts";
import { type LockedRun, lockRun } from "./lock.ts";
import { leavePlaces } from "./places.ts";

/**
 * Brings locked runs to where their counters say they should be: a stop skips what is pending, and with nothing
 * active and nothing pending a run ends. The only place where runs end.
 */
export async function settle(tx: Transaction, boss: PgBoss, runs: LockedRun[]): Promise<void> {
  const open = runs.filter(({ endedAt }) => endedAt === null);
  for (const run of open) if (run.cancelRequestedAt !== null) await skipUnsent(tx, run, ["pending"]);
  await endRuns(
    tx,
    boss,
    open.filter(({ activeCount, batchPending }) => activeCount === 0 && batchPending === 0),
  );
  await notify(
    tx,
    "hostrun_task_log",
    open.map(({ id }) => id),
  );
}

/** The same for one run, in a transaction of its own. */
export function settleRun(deps: { database: Database; boss: PgBoss }, taskLogId: number): Promise<void> {
  return inTenant(asSystem(deps.database), async (tx) => {
    const run = await lockRun(tx, { scope: { tenantId: "all" } }, taskLogId);
    if (run !== undefined) await settle(tx, deps.boss, [run]);
  });
}

/**
 * Ends target logs of which nothing was sent. Rows are locked in id order first; one that a worker moved on to
 * `exec_sent` meanwhile is left to its worker.
 */
export async function skipUnsent(
  tx: Transaction,
  run: LockedRun,
  states: ("pending" | "connecting")[],
): Promise<void> {
  const unsent = await tx
    .select({ id: targetLog.id, state: targetLog.state, proxyId: targetLog.proxyId })
    .from(targetLog)
    .where(and(eq(targetLog.taskLogId, run.id), inArray(targetLog.state, states)))
    .orderBy(targetLog.id)
    .for("no key update");
  if (unsent.length === 0) return;
  await tx.execute(sql`
    update e_script_target_log set state = 'skipped', reason = 'cancelled', ended_at = now()
    where id = any(${sql.param(unsent.map((row) => row.id))}::bigint[])`);
  const connecting = unsent.filter((row) => row.state === "connecting");
  await changeCounters(tx, run, {
    pending: connecting.length - unsent.length,
    active: -connecting.length,
    ends: { skipped: unsent.length },
  });
  await leavePlaces(tx, connecting);
}

/**
 * The ends of runs, of their tasks' last states, and what people are told of them, in the transaction of their last
 * target logs. The tasks' rows are locked after the runs, in the order of their ids.
 */
async function endRuns(tx: Transaction, boss: PgBoss, runs: LockedRun[]): Promise<void> {
  if (runs.length === 0) return;
  for (const run of runs) run.state = endOfTaskLog(endCounts(run), await stopReached(tx, run));
  await storeEnds(tx, runs);
  const tasks = await lockTasks(tx, runs);
  await setLastStates(tx, runs);
  const ended = runs.flatMap((run) => ({ run, what: found(tasks.get(run.taskId)) }));
  for (const { run, what } of ended) await tellRunEnd(tx, boss, run, what.noticeRule);
  await afterRunEnds(tx, boss, ended);
}

async function storeEnds(tx: Transaction, runs: LockedRun[]): Promise<void> {
  const ids = sql.param(runs.map(({ id }) => id));
  const states = sql.param(runs.map(({ state }) => state));
  const stored = await tx
    .update(taskLog)
    .set({ state: sql`e.state`, endedAt: databaseNow, startedAt: sql`coalesce(${taskLog.startedAt}, now())` })
    .from(sql`unnest(${ids}::bigint[], ${states}::text[]) as e(id, state)`)
    .where(and(eq(taskLog.id, sql`e.id`), isNull(taskLog.endedAt)))
    .returning({ id: taskLog.id, startedAt: taskLog.startedAt, endedAt: taskLog.endedAt });
  const times = new Map(stored.map((row) => [row.id, row]));
  for (const run of runs) Object.assign(run, found(times.get(run.id)));
}

async function lockTasks(tx: Transaction, runs: LockedRun[]): Promise<Map<number, typeof task.$inferSelect>> {
  const ids = [...new Set(runs.map(({ taskId }) => taskId))];
  const rows = await tx
    .select()
    .from(task)
    .where(inArray(task.id, ids))
    .orderBy(task.id)
    .for("no key update");
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether the stop that was asked kept a target from running to its own end. */
async function stopReached(tx: Transaction, run: LockedRun): Promise<boolean> {
  if (run.cancelRequestedAt === null) return false;
  const reached = await tx
    .select({ id: targetLog.id })
    .from(targetLog)
    .where(
      and(
        eq(targetLog.taskLogId, run.id),
        or(
          eq(targetLog.state, "cancelled"),
          and(eq(targetLog.state, "skipped"), eq(targetLog.reason, "cancelled")),
        ),
      ),
    )
    .limit(1);
  return reached.length > 0;
}

/** A task shows the state of its newest run; an older one that ends later leaves it alone. */
export async function setLastStates(tx: Transaction, runs: LockedRun[]): Promise<void> {
  if (runs.length === 0) return;
  const ids = sql.param(runs.map(({ id }) => id));
  const states = sql.param(runs.map(({ state }) => state));
  await tx.execute(sql`
    with mine as (
      select t.id, r.state from e_script_task t
      join unnest(${ids}::bigint[], ${states}::text[]) as r(id, state) on t.last_task_log_id = r.id
      where t.id = any(${sql.param(runs.map(({ taskId }) => taskId))}::bigint[])
      order by t.id for no key update of t
    )
    update e_script_task t set last_state = mine.state from mine where t.id = mine.id`);
}
