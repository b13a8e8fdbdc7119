import { Cron, CronPattern } from "croner";
import { type Translated, translateQuartz } from "./quartz.ts";

/** Which days of a month a day field names. */
export interface MonthDays {
  numbers: number[];
  last: boolean;
  /** So many days before the last one: `L-3`. */
  beforeLast: number[];
  /** The last Monday-to-Friday day. */
  lastWorkday: boolean;
  /** The Monday-to-Friday day nearest to this one, in the same month. */
  nearestWorkday: number[];
}

/** A weekday, 0 for Sunday: each one of the month, the nth, or the last. */
export interface Weekday {
  weekday: number;
  which: "each" | "last" | number;
}

/** What an expression says, field by field; null means that the field is left open. */
export interface CronReading {
  seconds: number[];
  minutes: number[];
  hours: number[];
  days: MonthDays | null;
  weekdays: Weekday[] | null;
  /** Where both kinds of day are given: whether one of them is enough. */
  eitherDay: boolean;
  months: number[] | null;
  years: number[] | null;
  /** A time of the day, which fires once where the clock shows it twice; else an interval, which goes on. */
  fixedTime: boolean;
  /** Numbered weekdays count from Sunday = 1, as the `?` says. */
  quartz: boolean;
}

/** An expression that was understood. */
export interface ReadCron {
  reading: CronReading;
  /** What the library is given; its next moment is the earliest of theirs. */
  patterns: string[];
}

export const maximumCronCharacters = 256;

/** `no-wildcard`: a list of times is as fixed as one time; only `*` and steps are intervals. */
const rule = { fixedTimeRule: "no-wildcard", mode: "7-part" } as const;

const nicknames: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** Reads an expression of 5, 6 or 7 fields, in our way of writing or Quartz's; null where it means nothing. */
export function readCron(expression: string): ReadCron | null {
  const text = expression.trim();
  if (text.length > maximumCronCharacters) return null;
  const translated = translateQuartz(nicknames[text.toLowerCase()] ?? text);
  if (translated === undefined) return null;
  const { fields, quartz } = translated;
  const { days, beforeLast } = takeBeforeLast(fields.day);
  try {
    const pattern = new CronPattern(join({ ...fields, day: days === "" ? "L" : days }), undefined, rule);
    const reading = readPattern(pattern, { days, beforeLast, quartz });
    return {
      reading,
      patterns:
        beforeLast.length === 0 ? [join(fields)] : withoutBeforeLast(fields, pattern, days, beforeLast),
    };
  } catch {
    return null;
  }
}

/** The first moment after another one; null where there is none. */
export function nextMoment(cron: ReadCron, timeZone: string, after: Date): Date | null {
  return momentsAfter(cron, timeZone, after).next().value ?? null;
}

/** Up to so many moments after another one. */
export function nextMoments(cron: ReadCron, timeZone: string, after: Date, count: number): Date[] {
  const moments: Date[] = [];
  for (const at of momentsAfter(cron, timeZone, after)) {
    moments.push(at);
    if (moments.length >= count) break;
  }
  return moments;
}

/** All moments after another one, as they come. */
export function* momentsAfter(
  { patterns }: ReadCron,
  timeZone: string,
  after: Date,
): Generator<Date, undefined> {
  const heads = patterns.map((pattern) => {
    const cron = new Cron(pattern, { ...rule, timezone: timeZone });
    return { cron, next: cron.nextRun(after) };
  });
  for (;;) {
    const first = heads.reduce<number | null>((earliest, { next }) => {
      return next === null || (earliest !== null && earliest <= Number(next)) ? earliest : Number(next);
    }, null);
    if (first === null) return;
    yield new Date(first);
    for (const head of heads)
      if (head.next !== null && Number(head.next) === first) head.next = head.cron.nextRun(head.next);
  }
}

/** The last moment that is not after another one; null where there is none. */
export function lastMoment({ patterns }: ReadCron, timeZone: string, notAfter: Date): Date | null {
  const before = new Date(notAfter.getTime() + 1);
  const last = patterns.flatMap((pattern) =>
    new Cron(pattern, { ...rule, timezone: timeZone }).previousRuns(1, before),
  );
  return last.length === 0 ? null : new Date(Math.max(...last.map(Number)));
}

function join(fields: Translated["fields"]): string {
  const { second, minute, hour, day, month, weekday, year } = fields;
  return [second, minute, hour, day, month, weekday, year].join(" ");
}

function takeBeforeLast(field: string): { days: string; beforeLast: number[] } {
  const items = field.split(",");
  const isBefore = (item: string) => /^l-([1-9]|[12]\d|30)$/i.test(item);
  return {
    days: items.filter((item) => !isBefore(item)).join(","),
    beforeLast: items.filter(isBefore).map((item) => Number(item.slice(2))),
  };
}

const monthLengths: [number, (month: number) => boolean][] = [
  [31, (month) => [1, 3, 5, 7, 8, 10, 12].includes(month)],
  [30, (month) => [4, 6, 9, 11].includes(month)],
  [29, (month) => month === 2],
  [28, (month) => month === 2],
];

/** Days before the last one, for a library that knows only the last: one pattern for each length of a month. */
function withoutBeforeLast(
  fields: Translated["fields"],
  pattern: CronPattern,
  days: string,
  beforeLast: number[],
): string[] {
  const years = range(1970, 2199).filter((year) => pattern.year[year]);
  const months = range(1, 12).filter((month) => pattern.month[month - 1]);
  return monthLengths.flatMap(([length, hasLength]) => {
    const month = months.filter(hasLength).join(",");
    const own = length > 29 ? null : years.filter((year) => isLeap(year) === (length === 29));
    const year = own === null ? fields.year : own.join(",");
    const numbers = beforeLast.map((before) => length - before).filter((day) => day > 0);
    // A month that is too short has none: the 31st, which it lacks too.
    const day = [days, ...numbers].filter((item) => item !== "").join(",") || "31";
    return month === "" || year === "" ? [] : [join({ ...fields, month, year, day })];
  });
}

function isLeap(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
}

function readPattern(
  pattern: CronPattern,
  { days, beforeLast, quartz }: { days: string; beforeLast: number[]; quartz: boolean },
): CronReading {
  return {
    seconds: chosen(pattern.second),
    minutes: chosen(pattern.minute),
    hours: chosen(pattern.hour),
    days: pattern.starDOM
      ? null
      : {
          numbers: chosen(pattern.day, 1),
          last: days !== "" && pattern.lastDayOfMonth,
          beforeLast: [...new Set(beforeLast)].sort((a, b) => a - b),
          lastWorkday: pattern.lastWeekday,
          nearestWorkday: chosen(pattern.nearestWeekdays, 1),
        },
    weekdays: pattern.starDOW ? null : pattern.dayOfWeek.flatMap(weekdaysOf),
    eitherDay: !pattern.useAndLogic,
    months: chosen(pattern.month, 1).length === 12 ? null : chosen(pattern.month, 1),
    years: pattern.starYear ? null : chosen(pattern.year),
    fixedTime: pattern.isFixedTime,
    quartz,
  };
}

/** Indices that are set, counted from `first`. */
function chosen(flags: number[], first = 0): number[] {
  return flags.flatMap((flag, index) => (flag ? [index + first] : []));
}

/** Bits of the library: one for each of the first five of a month, one for the last. */
function weekdaysOf(bits: number, weekday: number): Weekday[] {
  if (bits === 63) return [{ weekday, which: "each" }];
  const nth = [1, 2, 3, 4, 5].filter((n) => bits & (1 << (n - 1)));
  const all: Weekday["which"][] = bits & 32 ? [...nth, "last"] : nth;
  return all.map((which) => ({ weekday, which }));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
