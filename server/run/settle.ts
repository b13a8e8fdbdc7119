import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import { notify } from "../db/notify.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { endOfTaskLog } from "../domain/task-log-state.ts";
import { tellRunEnd } from "../notice/tell-run.ts";
import { afterRunEnd } from "../schedule/after-run.ts";
import { changeCounters, databaseNow, endCounts } from "./counters.ts";
import type { LockedRun } from "./lock.ts";
import { leavePlaces } from "./places.ts";

/**
 * Brings a locked run to where its counters say it should be: a stop skips what is pending, and with nothing
 * active and nothing pending the run ends. The only place where a run ends.
 */
export async function settle(tx: Transaction, boss: PgBoss, run: LockedRun): Promise<void> {
  if (run.endedAt !== null) return;
  if (run.cancelRequestedAt !== null) await skipUnsent(tx, run, ["pending"]);
  if (run.activeCount === 0 && run.batchPending === 0) await endRun(tx, boss, run);
  await notify(tx, "hostrun_task_log", [run.id]);
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

/** The end of a run, of its task's last state, and what people are told of it, in the transaction of its last target log. */
async function endRun(tx: Transaction, boss: PgBoss, run: LockedRun): Promise<void> {
  const state = endOfTaskLog(endCounts(run), await stopReached(tx, run));
  const ended = await tx
    .update(taskLog)
    .set({ state, endedAt: databaseNow, startedAt: sql`coalesce(${taskLog.startedAt}, now())` })
    .where(and(eq(taskLog.id, run.id), isNull(taskLog.endedAt)))
    .returning({ startedAt: taskLog.startedAt, endedAt: taskLog.endedAt });
  run.state = state;
  run.startedAt = ended[0]?.startedAt ?? null;
  run.endedAt = ended[0]?.endedAt ?? null;
  await setLastState(tx, run);
  await tellRunEnd(tx, boss, run);
  await afterRunEnd(tx, boss, run);
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

/** The task shows the state of its newest run; an older one that ends later leaves it alone. */
export async function setLastState(tx: Transaction, run: LockedRun): Promise<void> {
  await tx
    .update(task)
    .set({ lastState: run.state })
    .where(and(eq(task.tenantId, run.tenantId), eq(task.id, run.taskId), eq(task.lastTaskLogId, run.id)));
}
