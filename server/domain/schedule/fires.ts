import { type ClockChange, occurrenceOf, offsetMinutes } from "./clock-change.ts";
import { nextMoments, type ReadCron } from "./cron.ts";

/** A moment to come, as its zone's clock shows it. */
export interface PlannedFire {
  at: Date;
  /** Minutes that the zone's clock is ahead of UTC then. */
  offsetMinutes: number;
  clockChange: ClockChange | null;
}

/** The next moments of a schedule, those that a change of the clocks touches marked. */
export function plannedFires(cron: ReadCron, timeZone: string, after: Date, count: number): PlannedFire[] {
  let before = offsetMinutes(timeZone, after);
  return nextMoments(cron, timeZone, after, count).map((at) => {
    const offset = offsetMinutes(timeZone, at);
    const changed = offset === before ? null : "changed";
    before = offset;
    const clockChange = isMoved(cron, at, offset) ? "moved" : (occurrenceOf(timeZone, at) ?? changed);
    return { at, offsetMinutes: offset, clockChange };
  });
}

/** Whether the clock shows another time than the schedule names. */
function isMoved({ reading }: ReadCron, at: Date, offset: number): boolean {
  if (!reading.fixedTime) return false;
  const wall = new Date(at.getTime() + offset * 60_000);
  return !(
    reading.hours.includes(wall.getUTCHours()) &&
    reading.minutes.includes(wall.getUTCMinutes()) &&
    reading.seconds.includes(wall.getUTCSeconds())
  );
}

/**
 * Whether two moments of a schedule are nearer to each other than this, looking at what comes next. A schedule's
 * shortest distance shows within its first days: its times of a day repeat.
 */
export function comesMoreOften(cron: ReadCron, seconds: number, after: Date): boolean {
  const { reading } = cron;
  const times = timesOfDay(reading);
  if (times.some((time, index) => index > 0 && time - (times[index - 1] ?? 0) < seconds)) return true;
  const overMidnight = (times[0] ?? 0) + 86_400 - (times.at(-1) ?? 0);
  return overMidnight < seconds && hasNeighbours(cron, seconds, after);
}

/** The seconds of a day that a schedule names. */
function timesOfDay({ hours, minutes, seconds }: ReadCron["reading"]): number[] {
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => hour * 3600 + minute * 60 + second)),
  );
}

/** Only in days that follow each other is the last time of one near the first of the next. */
function hasNeighbours(cron: ReadCron, seconds: number, after: Date): boolean {
  const moments = nextMoments(cron, "UTC", after, 1_000);
  return moments.some((at, index) => index > 0 && Number(at) - Number(moments[index - 1]) < seconds * 1000);
}
