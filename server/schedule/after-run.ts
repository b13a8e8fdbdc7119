import { and, eq, inArray, isNull } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { scheduleFire } from "../db/tables/schedule.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { lastRunKindOf } from "../domain/task-log-state.ts";
import { found } from "../errors.ts";
import { tellFires, tellPause } from "../notice/tell-schedule.ts";
import type { LockedRun } from "../run/lock.ts";
import { scheduleActor } from "./actor.ts";
import { calendarsOf, closedAt } from "./closed-at.ts";
import { cancelQueued, changeFire, type FireRow } from "./fire-row.ts";
import { databaseClock, without } from "./next-fire.ts";
import { startPlanned } from "./start-planned.ts";

type Task = typeof task.$inferSelect;

/**
 * What ends of runs mean for their tasks' schedules, in the transaction of those ends: failures in a row are counted,
 * and what waited is started. The tasks' rows are locked, after the runs' own, and were read then.
 */
export async function afterRunEnds(
  tx: Transaction,
  boss: PgBoss,
  ended: { run: LockedRun; what: Task }[],
): Promise<void> {
  const going = new Map<number, Task>();
  for (const { run, what } of ended) {
    if (run.type === "immediate") continue;
    if (!(await countFailure(tx, boss, what, run))) going.set(what.id, what);
  }
  for (const fire of await waitingFires(tx, [...going.keys()])) {
    const what = going.get(fire.taskId);
    if (what !== undefined) await startQueued(tx, boss, what, fire);
  }
}

/** Counts runs of the schedule that failed one after another; true where that made the schedule stop. */
async function countFailure(tx: Transaction, boss: PgBoss, what: Task, run: LockedRun): Promise<boolean> {
  const kind = lastRunKindOf(run.state);
  const failed = kind === "unsuccessful" && run.trigger === "schedule";
  if (!failed && (kind !== "succeeded" || what.failuresInRow === 0)) return false;
  const failuresInRow = failed ? what.failuresInRow + 1 : 0;
  const limit = what.schedule.pauseAfterFailures;
  const pauses = what.enabled && limit !== null && failuresInRow >= limit;
  await tx.update(task).set({ failuresInRow }).where(eq(task.id, what.id));
  // Another run of the same task may end in the same transaction.
  what.failuresInRow = failuresInRow;
  if (pauses) what.enabled = false;
  if (pauses) await pauseSchedule(tx, boss, what, { run, failuresInRow });
  return pauses;
}

/** A schedule stops by itself: the one place where that happens, and where people are told of it. */
async function pauseSchedule(
  tx: Transaction,
  boss: PgBoss,
  what: Task,
  after: { run: LockedRun; failuresInRow: number },
): Promise<void> {
  await tx
    .update(task)
    .set({ enabled: false, ...without("paused") })
    .where(eq(task.id, what.id));
  await cancelQueued(tx, what.id, "paused");
  const caller = { actor: scheduleActor, request: { id: `schedule ${what.id}`, address: null } };
  await audit(tx, caller, {
    tenantId: what.tenantId,
    action: "task.pause",
    object: { type: "task", id: what.id, name: what.name },
    after: { failuresInRow: after.failuresInRow },
  });
  await tellPause(tx, boss, what, after);
}

/** The oldest moment that waits, of each task that has one. */
function waitingFires(tx: Transaction, taskIds: number[]): Promise<FireRow[]> {
  if (taskIds.length === 0) return Promise.resolve([]);
  return tx
    .selectDistinctOn([scheduleFire.taskId])
    .from(scheduleFire)
    .where(and(inArray(scheduleFire.taskId, taskIds), eq(scheduleFire.outcome, "queued")))
    .orderBy(scheduleFire.taskId, scheduleFire.fireAt);
}

/** Starts the moment that waits, once nothing of its task runs any more. */
async function startQueued(tx: Transaction, boss: PgBoss, what: Task, waiting: FireRow): Promise<void> {
  const [running] = await tx
    .select({ id: taskLog.id })
    .from(taskLog)
    .where(and(eq(taskLog.tenantId, what.tenantId), eq(taskLog.taskId, what.id), isNull(taskLog.endedAt)))
    .limit(1);
  if (running !== undefined) return;
  const now = await databaseClock(tx);
  const closed = closedAt(await calendarsOf(tx, what), now);
  if (closed !== undefined) {
    const { id: calendarId, name: calendarName } = closed;
    return changeFire(tx, waiting, { outcome: "blocked", calendarId, calendarName });
  }
  const planned = { what, plannedAt: waiting.fireAt };
  const started = found((await startPlanned(tx, boss, [planned]))[0]);
  const latenessMs = now.getTime() - new Date(waiting.fireAt).getTime();
  await changeFire(tx, waiting, {
    outcome: started.taskLogId === null ? "refused" : "ran",
    latenessMs,
    ...started,
  });
  if (started.taskLogId === null) {
    await tellFires(tx, boss, what, { ...started, outcome: "refused", moments: [waiting.fireAt] });
  }
}
