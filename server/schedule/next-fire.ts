import { eq, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { notify } from "../db/notify.ts";
import { task } from "../db/tables/task.ts";
import type { NoNextFireReason } from "../domain/schedule/fire-outcome.ts";
import { nextFire, type TaskSchedule } from "../domain/schedule/task-schedule.ts";
import { found } from "../errors.ts";
import { logger } from "../logger.ts";

/** When a task fires next, or why it does not: one of both is null. */
export type NextFire =
  | { nextFireAt: string; noNextFireReason: null }
  | { nextFireAt: null; noNextFireReason: NoNextFireReason };

/** The database's clock, the one that schedules follow. */
export async function databaseClock(tx: Transaction): Promise<Date> {
  const rows = await tx.execute<{ now: string }>(sql`select clock_timestamp() as now`);
  return new Date(found(rows.rows[0]).now);
}

/** The first moment of a schedule after another one. A schedule that means nothing any more has none, and says so. */
export function nextFireAfter(schedule: TaskSchedule, after: Date): NextFire {
  try {
    const next = nextFire(schedule, after);
    return next === null ? without("finished") : plannedAt(next);
  } catch (error) {
    logger.warn({ err: error, task: schedule.id }, "a schedule can't be read");
    return without("unreadable");
  }
}

export function plannedAt(at: Date): NextFire {
  return { nextFireAt: at.toISOString(), noNextFireReason: null };
}

export function without(noNextFireReason: NoNextFireReason): NextFire {
  return { nextFireAt: null, noNextFireReason };
}

/** Writes a locked task's next moment, and tells whoever waits for due ones: it may be sooner than all others. */
export async function planNext(tx: Transaction, what: { id: number }, next: NextFire) {
  await storeNext(tx, new Map([[what.id, next]]));
  if (next.nextFireAt !== null) await notify(tx, "hostrun_schedule", [what.id]);
}

/** Writes the next moments of locked tasks, by their ids. A task that is finished is not enabled. */
export async function storeNext(tx: Transaction, nexts: Map<number, NextFire>): Promise<void> {
  if (nexts.size === 0) return;
  const values = [...nexts.values()];
  const at = sql.param(values.map(({ nextFireAt }) => nextFireAt));
  const reasons = sql.param(values.map(({ noNextFireReason }) => noNextFireReason));
  await tx
    .update(task)
    .set({
      nextFireAt: sql`n.at`,
      noNextFireReason: sql`n.reason`,
      enabled: sql`${task.enabled} and n.reason is distinct from 'finished'`,
    })
    .from(
      sql`unnest(${sql.param([...nexts.keys()])}::bigint[], ${at}::timestamptz[], ${reasons}::text[]) as n(id, at, reason)`,
    )
    .where(eq(task.id, sql`n.id`));
}
