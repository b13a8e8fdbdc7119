import { and, asc, eq, isNull } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { scheduleFire } from "../db/tables/schedule.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { lastRunKindOf } from "../domain/task-log-state.ts";
import { tellFires, tellPause } from "../notice/tell-schedule.ts";
import type { LockedRun } from "../run/lock.ts";
import { scheduleActor } from "./actor.ts";
import { calendarsOf, closedAt } from "./closed-at.ts";
import { cancelQueued, changeFire } from "./fire-row.ts";
import { databaseClock, without } from "./next-fire.ts";
import { startPlanned } from "./start-planned.ts";

type Task = typeof task.$inferSelect;

/**
 * What a run's end means for its task's schedule, in the transaction of that end: failures in a row are counted, and
 * what waited for it is started. The task's row is locked, after the run's own, and read anew then.
 */
export async function afterRunEnd(tx: Transaction, boss: PgBoss, run: LockedRun): Promise<void> {
  if (run.type === "immediate") return;
  const rows = await tx
    .select()
    .from(task)
    .where(and(eq(task.tenantId, run.tenantId), eq(task.id, run.taskId)))
    .for("no key update");
  const [what] = rows;
  if (what === undefined) return;
  const paused = await countFailure(tx, boss, what, run);
  if (!paused) await startQueued(tx, boss, what);
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

/** Starts the moment that waits, once nothing of its task runs any more. */
async function startQueued(tx: Transaction, boss: PgBoss, what: Task): Promise<void> {
  const [waiting] = await tx
    .select()
    .from(scheduleFire)
    .where(and(eq(scheduleFire.taskId, what.id), eq(scheduleFire.outcome, "queued")))
    .orderBy(asc(scheduleFire.fireAt))
    .limit(1);
  if (waiting === undefined) return;
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
  const started = await startPlanned(tx, boss, what, waiting.fireAt);
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
