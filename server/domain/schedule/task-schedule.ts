import { lastMoment, momentsAfter, nextMoment, type ReadCron, readCron } from "./cron.ts";
import { graceMs, type SchedulePolicy } from "./policy.ts";

/** As much of a task as its planned moments follow from. */
export interface TaskSchedule {
  id: number;
  cron: string | null;
  runAt: string | null;
  timeZone: string | null;
  schedule: SchedulePolicy;
}

/** The delay that a task's moments always have: stable, and spread evenly over tasks. */
export function jitterMs({ id, schedule }: Pick<TaskSchedule, "id" | "schedule">): number {
  const spread = Math.imul(id, 2_654_435_761) >>> 0;
  return (spread % (schedule.jitterSeconds + 1)) * 1000;
}

/** The first planned moment after another one; null where there is none. Throws for what means nothing. */
export function nextFire(task: TaskSchedule, after: Date): Date | null {
  const jitter = jitterMs(task);
  const { startAt } = task.schedule;
  const opens = startAt === null ? 0 : new Date(startAt).getTime() - 1;
  const from = new Date(Math.max(after.getTime() - jitter, opens));
  return within(task, nextUnshifted(task, from), jitter);
}

function nextUnshifted(task: TaskSchedule, after: Date): Date | null {
  if (task.cron !== null) return nextMoment(understood(task.cron), zoneOf(task), after);
  const runAt = task.runAt === null ? null : new Date(task.runAt);
  return runAt !== null && runAt > after ? runAt : null;
}

function within({ schedule: { endAt } }: TaskSchedule, at: Date | null, jitter: number): Date | null {
  if (at === null || (endAt !== null && at > new Date(endAt))) return null;
  return new Date(at.getTime() + jitter);
}

function understood(cron: string): ReadCron {
  const read = readCron(cron);
  if (read === null) throw new Error(`not a cron expression: ${cron}`);
  return read;
}

function zoneOf({ timeZone }: TaskSchedule): string {
  return timeZone ?? "UTC";
}

/** More missed moments than these are not counted one by one. */
const maximumCounted = 10_000;

/** What a schedule owes at a moment. */
export interface Due {
  /** Moments that nobody made up for, oldest first; the newest of them last. */
  missed: Date[];
  /** The one to run now; null: none. */
  run: { at: Date; late: boolean } | null;
  /** Why those were missed. */
  why: "rule_skip" | "newer" | "window";
  next: Date | null;
}

/**
 * Accounts for a planned moment that has come, and for those after it that are later than the grace too. One that is
 * on time is run; of those that are not the newest, where the rule says so, no newer one has come, and it is within
 * the window.
 */
export function whatIsDue(task: TaskSchedule, fireAt: Date, now: Date): Due {
  if (now.getTime() - fireAt.getTime() <= graceMs) {
    return { missed: [], run: { at: fireAt, late: false }, why: "newer", next: nextFire(task, fireAt) };
  }
  const overdue = momentsUntil(task, fireAt, new Date(now.getTime() - graceMs - 1));
  const newest = overdue.at(-1) ?? fireAt;
  const next = nextFire(task, newest);
  const why = whyMissed(task.schedule, newest, next, now);
  if (why !== null) return { missed: overdue, run: null, why, next };
  return { missed: overdue.slice(0, -1), run: { at: newest, late: true }, why: "newer", next };
}

function whyMissed(
  { misfire, misfireWindowSeconds }: SchedulePolicy,
  newest: Date,
  next: Date | null,
  now: Date,
): Due["why"] | null {
  if (next !== null && next <= now) return "newer";
  if (misfire === "skip") return "rule_skip";
  return now.getTime() - newest.getTime() > misfireWindowSeconds * 1000 ? "window" : null;
}

/** Planned moments from one on to a time, both with it; where they are very many, the first ones and the last. */
export function momentsUntil(task: TaskSchedule, fireAt: Date, until: Date): Date[] {
  if (task.cron === null) return [fireAt];
  const jitter = jitterMs(task);
  const { endAt } = task.schedule;
  const last = Math.min(
    until.getTime() - jitter,
    endAt === null ? Number.POSITIVE_INFINITY : new Date(endAt).getTime(),
  );
  const cron = understood(task.cron);
  const moments = [fireAt];
  for (const at of momentsAfter(cron, zoneOf(task), new Date(fireAt.getTime() - jitter))) {
    if (at.getTime() > last) return moments;
    if (moments.length >= maximumCounted) break;
    moments.push(new Date(at.getTime() + jitter));
  }
  const newest = lastMoment(cron, zoneOf(task), new Date(last));
  if (moments.length >= maximumCounted && newest !== null) moments.push(new Date(newest.getTime() + jitter));
  return moments;
}

/** Planned moments within a span, in their order; none of a schedule that means nothing any more. */
export function* firesWithin(task: TaskSchedule, from: Date, until: Date): Generator<Date> {
  const jitter = jitterMs(task);
  const { startAt, endAt } = task.schedule;
  const opens = Math.max(from.getTime() - jitter, startAt === null ? 0 : new Date(startAt).getTime()) - 1;
  const closes = Math.min(
    until.getTime() - jitter,
    endAt === null ? Number.POSITIVE_INFINITY : new Date(endAt).getTime(),
  );
  for (const at of unshifted(task, new Date(opens))) {
    if (at.getTime() > closes) return;
    yield new Date(at.getTime() + jitter);
  }
}

function* unshifted(task: TaskSchedule, after: Date): Generator<Date> {
  const read = task.cron === null ? null : readCron(task.cron);
  if (read !== null) yield* momentsAfter(read, zoneOf(task), after);
  else if (task.runAt !== null && new Date(task.runAt) > after) yield new Date(task.runAt);
}
