import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { scheduleFire } from "../db/tables/schedule.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { FireOutcome } from "../domain/schedule/fire-outcome.ts";
import { type Due, whatIsDue } from "../domain/schedule/task-schedule.ts";
import { logger } from "../logger.ts";
import { tellFires } from "../notice/tell-schedule.ts";
import { cancelRun } from "../run/cancel.ts";
import { scheduleContext } from "./actor.ts";
import { type CalendarRow, calendarsOf, closedAt } from "./closed-at.ts";
import { changeFire, type NewFire, noteFire, noteFires } from "./fire-row.ts";
import { databaseClock, plannedAt, storeNext, without } from "./next-fire.ts";
import { startPlanned } from "./start-planned.ts";

export interface FireDeps {
  database: Database;
  boss: PgBoss;
}

type Task = typeof task.$inferSelect;

/** What became of a moment; `known`: it was accounted for before the clock was set back. */
type Fired = FireOutcome | "known";

/** A run must be stopped before the moment's own is started. */
const somethingInTheWay = Symbol("something in the way");

/**
 * Accounts for a task's planned moment, and for those after it that were missed: the one way in which schedules start
 * runs. Does nothing where the moment is not the task's next one any more, or where another worker has it in hand.
 * Answers what became of the newest moment.
 *
 * @param at in place of the database's clock, for tests
 */
export async function fireDue(
  deps: FireDeps,
  taskId: number,
  fireAt: string,
  at?: Date,
): Promise<Fired | null> {
  for (;;) {
    const outcome = await inTenant(asSystem(deps.database), (tx) => fire(tx, deps, { taskId, fireAt, at }));
    if (outcome !== somethingInTheWay) return outcome;
    await stopBefore(deps, taskId, fireAt, at);
  }
}

/**
 * The same for several tasks in one transaction, since commits are what costs. Where it fails as a whole, and where a
 * run must be stopped first, each is fired alone. Answers how many moments were accounted for.
 */
export async function fireTogether(
  deps: FireDeps,
  due: { taskId: number; fireAt: string }[],
  at?: Date,
): Promise<number> {
  const outcomes = await inTenant(asSystem(deps.database), async (tx) => {
    const fired: Awaited<ReturnType<typeof fire>>[] = [];
    for (const one of due) fired.push(await fire(tx, deps, { ...one, at }));
    return fired;
  }).catch(() => due.map(() => somethingInTheWay));
  let count = outcomes.filter((outcome) => outcome !== null && outcome !== somethingInTheWay).length;
  for (const [index, { taskId, fireAt }] of due.entries()) {
    if (outcomes[index] !== somethingInTheWay) continue;
    if (await fireAlone(deps, taskId, fireAt, at)) count += 1;
  }
  return count;
}

/** One task that can't be fired keeps no other from it: it is tried again at the next look. */
async function fireAlone(
  deps: FireDeps,
  taskId: number,
  fireAt: string,
  at: Date | undefined,
): Promise<boolean> {
  try {
    return (await fireDue(deps, taskId, fireAt, at)) !== null;
  } catch (error) {
    logger.warn(
      { err: error, task: taskId, fireAt },
      "a planned moment could not be fired; it is tried again",
    );
    return false;
  }
}

interface Asked {
  taskId: number;
  fireAt: string;
  at: Date | undefined;
}

async function fire(
  tx: Transaction,
  { boss }: FireDeps,
  { taskId, fireAt, at }: Asked,
): Promise<Fired | typeof somethingInTheWay | null> {
  const locked = await lockDue(tx, taskId, fireAt);
  if (locked === undefined) return null;
  const { what } = locked;
  const now = at ?? new Date(locked.now);
  const due = readDue(what, new Date(fireAt), now);
  if (due === null) {
    await storeNext(tx, what, without("unreadable"));
    return null;
  }
  const calendars = await calendarsOf(tx, what);
  const running = due.run === null ? [] : await runsInTheWay(tx, what);
  // Nothing was written yet: the run is stopped in a transaction of its own, and this one begins again.
  if (due.run !== null && mustStop(what, running, calendars, due.run.at, now)) return somethingInTheWay;
  await noteMissed(tx, boss, what, { ...due, calendars });
  const outcome =
    due.run === null ? "missed" : await runOrSay(tx, boss, { what, run: due.run, now, calendars, running });
  await storeNext(tx, what, due.next === null ? without("finished") : plannedAt(due.next));
  return outcome;
}

/** A plain `FOR UPDATE` would pass over rows that any insert holds the key of. */
async function lockDue(tx: Transaction, taskId: number, fireAt: string) {
  const rows = await tx
    .select({ what: task, now: sql<string>`clock_timestamp()` })
    .from(task)
    .where(
      and(eq(task.id, taskId), eq(task.nextFireAt, fireAt), eq(task.enabled, true), isNull(task.deletedAt)),
    )
    .for("no key update", { skipLocked: true });
  return rows[0];
}

function readDue(what: Task, fireAt: Date, now: Date): Due | null {
  try {
    return whatIsDue(what, fireAt, now);
  } catch {
    return null;
  }
}

interface InTheWay {
  id: number;
  stopping: boolean;
}

/** Runs of the task that have not ended, whoever started them, oldest first. */
function runsInTheWay(tx: Transaction, { tenantId, id }: Pick<Task, "tenantId" | "id">): Promise<InTheWay[]> {
  return tx
    .select({ id: taskLog.id, stopping: sql<boolean>`${taskLog.cancelRequestedAt} is not null` })
    .from(taskLog)
    .where(and(eq(taskLog.tenantId, tenantId), eq(taskLog.taskId, id), isNull(taskLog.endedAt)))
    .orderBy(asc(taskLog.id));
}

function mustStop(
  { schedule }: Task,
  running: InTheWay[],
  calendars: CalendarRow[],
  ...moments: [Date, Date]
): boolean {
  if (schedule.overlap !== "replace" || running.every(({ stopping }) => stopping)) return false;
  return closedAt(calendars, ...moments) === undefined;
}

/**
 * Where the rule is to replace, stops what runs, one transaction each and before the task is locked: two runs are
 * never locked together, and a task after its runs.
 */
async function stopBefore(
  deps: FireDeps,
  taskId: number,
  fireAt: string,
  at: Date | undefined,
): Promise<void> {
  const stopped = await inTenant(asSystem(deps.database), async (tx) => {
    const [what] = await tx
      .select()
      .from(task)
      .where(and(eq(task.id, taskId), eq(task.nextFireAt, fireAt), eq(task.enabled, true)));
    if (what === undefined || what.schedule.overlap !== "replace") return null;
    const now = at ?? (await databaseClock(tx));
    const due = readDue(what, new Date(fireAt), now);
    if (!due?.run) return null;
    const running = await runsInTheWay(tx, what);
    const needed = mustStop(what, running, await calendarsOf(tx, what), due.run.at, now);
    return needed ? { tenantId: what.tenantId, running } : null;
  });
  if (stopped === null) return;
  const ctx = scheduleContext(deps, stopped.tenantId);
  for (const { id, stopping } of stopped.running) if (!stopping) await cancelRun(ctx, id);
}

/** The one place where missed moments are written down, and where people are told of them. */
async function noteMissed(
  tx: Transaction,
  boss: PgBoss,
  what: Task,
  { missed, why, calendars }: Due & { calendars: CalendarRow[] },
): Promise<void> {
  const { tenantId, id: taskId } = what;
  const byCalendar = Map.groupBy(missed, (at) => closedAt(calendars, at));
  for (const [closed, moments] of byCalendar) {
    const became: Pick<NewFire, "outcome" | "reason" | "calendarId" | "calendarName"> =
      closed === undefined
        ? { outcome: "missed", reason: why }
        : { outcome: "blocked", calendarId: closed.id, calendarName: closed.name };
    await noteFires(tx, { tenantId, taskId, ...became }, moments);
    if (became.outcome !== "missed") continue;
    const told = moments.map((at) => at.toISOString());
    await tellFires(tx, boss, what, { outcome: "missed", reason: why, moments: told });
  }
}

interface Running {
  what: Task;
  run: NonNullable<Due["run"]>;
  now: Date;
  calendars: CalendarRow[];
  running: InTheWay[];
}

/** Starts the run of a moment, or writes down why there is none. */
async function runOrSay(tx: Transaction, boss: PgBoss, due: Running): Promise<Fired> {
  const { what, run, now } = due;
  const fireAt = run.at.toISOString();
  const place = { tenantId: what.tenantId, taskId: what.id, fireAt };
  const became = await becomes(tx, due);
  const latenessMs = Math.max(0, now.getTime() - run.at.getTime());
  const isNew = await noteFire(tx, {
    ...place,
    ...became,
    latenessMs: startsNow(became) ? latenessMs : null,
  });
  if (!isNew) return "known";
  if (!startsNow(became)) return became.outcome;
  const started = await startPlanned(tx, boss, what, fireAt);
  const outcome = started.taskLogId === null ? "refused" : became.outcome;
  await changeFire(tx, place, { ...started, outcome });
  if (started.taskLogId === null) {
    await tellFires(tx, boss, what, { ...started, outcome: "refused", moments: [fireAt] });
  }
  return outcome;
}

type Became = Pick<NewFire, "outcome" | "reason" | "inTheWayId" | "calendarId" | "calendarName">;

function startsNow({ outcome }: Became): boolean {
  return outcome === "ran" || outcome === "late";
}

/** What becomes of a moment: closed periods first, then what is in its way. */
async function becomes(tx: Transaction, { what, run, now, calendars, running }: Running): Promise<Became> {
  const closed = closedAt(calendars, run.at, now);
  if (closed !== undefined) return { outcome: "blocked", calendarId: closed.id, calendarName: closed.name };
  const ran = { outcome: run.late ? "late" : "ran" } as const;
  const inTheWayId = running[0]?.id;
  if (inTheWayId === undefined) return ran;
  const skipped = (reason: string) => ({ outcome: "skipped_overlap", reason, inTheWayId }) as const;
  const { overlap, overlapLimit } = what.schedule;
  if (overlap === "replace") return { ...ran, inTheWayId };
  if (overlap === "parallel") return running.length < overlapLimit ? ran : skipped("limit");
  if (overlap === "skip") return skipped("running");
  return (await oneWaits(tx, what.id)) ? skipped("queue_full") : { outcome: "queued", inTheWayId };
}

async function oneWaits(tx: Transaction, taskId: number): Promise<boolean> {
  const rows = await tx
    .select({ at: scheduleFire.fireAt })
    .from(scheduleFire)
    .where(and(eq(scheduleFire.taskId, taskId), eq(scheduleFire.outcome, "queued")))
    .limit(1);
  return rows.length > 0;
}
