import { array, type infer as Infer, int, object, string } from "zod";
import { because } from "../field-refusal.ts";
import { oneLine } from "../text.ts";
import { momentSchema } from "../wire.ts";
import { offsetMinutes } from "./clock-change.ts";

const timeOfDay = string().refine((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time), because("TIME_OF_DAY"));

/** Every week, on the clock of the calendar's zone; one that ends before it begins ends on the next day. */
export const weeklyPeriodSchema = object({
  /** 0 is Sunday. */
  weekdays: array(int().min(0).max(6)).min(1).max(7),
  from: timeOfDay,
  to: timeOfDay,
});

/** Once, from one moment to another. */
export const datedPeriodSchema = object({
  from: momentSchema,
  to: momentSchema,
  note: oneLine(200).nullable().default(null),
});

export interface ClosedPeriods {
  timeZone: string;
  weekly: Infer<typeof weeklyPeriodSchema>[];
  dated: Infer<typeof datedPeriodSchema>[];
}

/** Whether a moment lies in a closed period; a period's end belongs to it no more. */
export function isClosed(calendar: ClosedPeriods, at: Date): boolean {
  const inDated = calendar.dated.some(({ from, to }) => at >= new Date(from) && at < new Date(to));
  return inDated || (calendar.weekly.length > 0 && isClosedWeekly(calendar, at));
}

function isClosedWeekly({ timeZone, weekly }: ClosedPeriods, at: Date): boolean {
  const wall = new Date(at.getTime() + offsetMinutes(timeZone, at) * 60_000);
  const time = wall.toISOString().slice(11, 16);
  const today = wall.getUTCDay();
  const yesterday = (today + 6) % 7;
  return weekly.some(({ weekdays, from, to }) => {
    if (from < to) return weekdays.includes(today) && time >= from && time < to;
    return (weekdays.includes(today) && time >= from) || (weekdays.includes(yesterday) && time < to);
  });
}
