import { and, eq } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import { scheduleFire } from "../db/tables/schedule.ts";
import type { task } from "../db/tables/task.ts";
import type { FireOutcome } from "../domain/schedule/fire-outcome.ts";
import type { Due } from "../domain/schedule/task-schedule.ts";
import { found } from "../errors.ts";
import { tellFires } from "../notice/tell-schedule.ts";
import { type CalendarRow, closedAt } from "./closed-at.ts";
import { changeFire, type NewFire, noteFires, noteRuns } from "./fire-row.ts";
import { type Planned, startPlanned } from "./start-planned.ts";

/** What became of a moment; `known`: it was accounted for before the clock was set back. */
export type Fired = FireOutcome | "known";

/** A run of the task that has not ended. */
export interface InTheWay {
  id: number;
  stopping: boolean;
}

/** A planned moment that a task should run for, and what stands against it. */
export interface Moment {
  what: typeof task.$inferSelect;
  run: NonNullable<Due["run"]>;
  now: Date;
  calendars: CalendarRow[];
  running: InTheWay[];
}

/** Starts the runs of moments, or writes down why there is none; answers what became of each by its task's id. */
export async function runOrSay(
  tx: Transaction,
  boss: PgBoss,
  moments: Moment[],
): Promise<Map<number, Fired>> {
  const fires: (NewFire & { outcome: FireOutcome })[] = [];
  for (const moment of moments) fires.push(await fireOf(tx, moment));
  const noted = await noteFires(tx, fires);
  const became = new Map<number, Fired>(
    fires.map(({ taskId, outcome }) => [taskId, noted.has(taskId) ? outcome : "known"]),
  );
  const starting = moments.filter(({ what }) => startsNow(became.get(what.id)));
  const refused = await startAll(
    tx,
    boss,
    starting.map(({ what, run }) => ({ what, plannedAt: run.at.toISOString() })),
  );
  for (const taskId of refused) became.set(taskId, "refused");
  return became;
}

async function fireOf(tx: Transaction, moment: Moment): Promise<NewFire & { outcome: FireOutcome }> {
  const { what, run, now } = moment;
  const became = await becomes(tx, moment);
  const latenessMs = startsNow(became.outcome) ? Math.max(0, now.getTime() - run.at.getTime()) : null;
  return {
    tenantId: what.tenantId,
    taskId: what.id,
    fireAt: run.at.toISOString(),
    ...became,
    latenessMs,
  };
}

/** Starts the runs of moments that were written down; answers the tasks that could not be run, which are told of. */
async function startAll(tx: Transaction, boss: PgBoss, planned: Planned[]): Promise<number[]> {
  const started = await startPlanned(tx, boss, planned);
  const runs: Parameters<typeof noteRuns>[1] = [];
  const refused: number[] = [];
  for (const [index, { what, plannedAt: fireAt }] of planned.entries()) {
    const one = found(started[index]);
    const place = { taskId: what.id, fireAt };
    if (one.taskLogId !== null) {
      runs.push({ ...place, taskLogId: one.taskLogId });
      continue;
    }
    refused.push(what.id);
    await changeFire(tx, place, { ...one, outcome: "refused" });
    await tellFires(tx, boss, what, { ...one, outcome: "refused", moments: [fireAt] });
  }
  await noteRuns(tx, runs);
  return refused;
}

type Became = Pick<NewFire, "reason" | "inTheWayId" | "calendarId" | "calendarName"> & {
  outcome: FireOutcome;
};

function startsNow(outcome: Fired | undefined): boolean {
  return outcome === "ran" || outcome === "late";
}

/** What becomes of a moment: closed periods first, then what is in its way. */
async function becomes(tx: Transaction, { what, run, now, calendars, running }: Moment): Promise<Became> {
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
