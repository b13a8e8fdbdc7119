import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { anyExpression } from "../../testing/cron-expressions.ts";
import { type CronReading, nextMoments, type ReadCron, readCron } from "./cron.ts";
import { refuseCron } from "./cron-input.ts";
import { plannedFires } from "./fires.ts";

const start = new Date("2026-01-01T00:00:00Z");

function read(expression: string) {
  const cron = readCron(expression);
  if (cron === null) throw new Error(`not read: ${expression}`);
  return cron;
}

/** Moments in UTC, short. */
function fires(expression: string, count = 3, after = start, timeZone = "UTC"): string[] {
  return nextMoments(read(expression), timeZone, after, count).map((at) => at.toISOString().slice(0, 19));
}

describe("an expression", () => {
  test.each([
    ["30 2 * * 1-5", "2026-01-01T02:30:00"],
    ["15 30 2 * * *", "2026-01-01T02:30:15"],
    ["@daily", "2026-01-02T00:00:00"],
    ["@hourly", "2026-01-01T01:00:00"],
    ["0 0 L * *", "2026-01-31T00:00:00"],
    ["0 0 LW * *", "2026-01-30T00:00:00"],
    ["0 0 15W * *", "2026-01-15T00:00:00"],
    ["0 9 * * FRI#2", "2026-01-09T09:00:00"],
    ["0 9 * * 5L", "2026-01-30T09:00:00"],
    ["0 0 1 JAN *", "2027-01-01T00:00:00"],
    ["0 0 0 1 1 * 2030", "2030-01-01T00:00:00"],
    ["0 0 1 * +MON", "2026-06-01T00:00:00"],
  ])("%s fires first at %s", (expression, first) => {
    expect(fires(expression, 1)).toEqual([first]);
  });

  test.each([
    // In Quartz's own form 2 is Monday; in ours it is Tuesday.
    ["0 0 9 ? * 2", ["2026-01-05T09:00:00", "2026-01-12T09:00:00"]],
    ["0 0 9 * * 2", ["2026-01-06T09:00:00", "2026-01-13T09:00:00"]],
    ["0 0 9 ? * 2-6", ["2026-01-01T09:00:00", "2026-01-02T09:00:00", "2026-01-05T09:00:00"]],
    ["0 0 9 ? * L", ["2026-01-03T09:00:00", "2026-01-10T09:00:00"]],
    ["0 0 9 ? * 6L", ["2026-01-30T09:00:00", "2026-02-27T09:00:00"]],
    ["0 0 9 ? * 6#3", ["2026-01-16T09:00:00", "2026-02-20T09:00:00"]],
    ["0 0 9 ? * FRI-MON", ["2026-01-02T09:00:00", "2026-01-03T09:00:00", "2026-01-04T09:00:00"]],
    ["0 0/20 9 * * ?", ["2026-01-01T09:00:00", "2026-01-01T09:20:00", "2026-01-01T09:40:00"]],
    ["0 0 0 L-3 * ?", ["2026-01-28T00:00:00", "2026-02-25T00:00:00", "2026-03-28T00:00:00"]],
    ["0 0 12 1/5 * ?", ["2026-01-01T12:00:00", "2026-01-06T12:00:00"]],
    ["0 0 0 1 1 ? 2027-2028", ["2027-01-01T00:00:00", "2028-01-01T00:00:00"]],
  ])("of Quartz means what Quartz means by it: %s", (expression, expected) => {
    expect(fires(expression, expected.length)).toEqual(expected);
  });

  test("three days before the last one knows leap years", () => {
    const after = new Date("2028-02-01T00:00:00Z");
    expect(fires("0 0 0 L-3 2 ?", 2, after)).toEqual(["2028-02-26T00:00:00", "2029-02-25T00:00:00"]);
  });

  test.each([
    ["", "CRON_EMPTY"],
    ["   ", "CRON_EMPTY"],
    ["* * * *", "CRON_UNREADABLE"],
    ["H H * * *", "CRON_UNREADABLE"],
    ["61 * * * *", "CRON_UNREADABLE"],
    ["5-1 * * * *", "CRON_UNREADABLE"],
    ["*/0 * * * *", "CRON_UNREADABLE"],
    ["? * * * *", "CRON_UNREADABLE"],
    ["0 0 9 ? * 8", "CRON_UNREADABLE"],
    ["0 0 9 ? * 0", "CRON_UNREADABLE"],
    ["0 0 * * 8", "CRON_UNREADABLE"],
    ["@reboot", "CRON_UNREADABLE"],
    ["2027-01-01T00:00:00", "CRON_UNREADABLE"],
    ["every day at noon", "CRON_UNREADABLE"],
    ["0 0 30 2 *", "CRON_NEVER"],
    ["0 0 31 4,6 *", "CRON_NEVER"],
    ["0 0 0 1 1 * 2020", "CRON_NEVER"],
    ["* * * * * *", "CRON_TOO_OFTEN"],
    ["*/5 * * * * *", "CRON_TOO_OFTEN"],
    ["0,59 0,59 0,23 * * *", "CRON_TOO_OFTEN"],
    ["0,9 30 2 29 2 *", "CRON_TOO_OFTEN"],
  ])("is refused, with its reason: %j", (expression, refusal) => {
    expect(refuseCron(expression, start, 10)?.refusal).toBe(refusal);
  });

  test.each(["*/10 * * * * *", "* * * * *", "0,59 0,59 0,23 1 * *", "0,10 30 2 29 2 *"])(
    "that comes just often enough is kept: %s",
    (expression) => {
      expect(refuseCron(expression, start, 10)).toBeNull();
    },
  );
});

/** Whether a reading names a wall-clock moment, decided without the library that fires. */
function names(reading: CronReading, wall: DateTime): boolean {
  const { seconds, minutes, hours, months, years } = reading;
  return (
    seconds.includes(wall.second) &&
    minutes.includes(wall.minute) &&
    hours.includes(wall.hour) &&
    (months?.includes(wall.month) ?? true) &&
    (years?.includes(wall.year) ?? true) &&
    namesDay(reading, wall)
  );
}

function namesDay({ days, weekdays, eitherDay }: CronReading, wall: DateTime): boolean {
  const ofMonth = days === null ? null : namesMonthDay(days, wall);
  const ofWeek =
    weekdays === null
      ? null
      : weekdays.some(({ weekday, which }) => weekday === wall.weekday % 7 && isNth(which, wall));
  if (ofMonth === null || ofWeek === null) return ofMonth ?? ofWeek ?? true;
  return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
}

function isNth(which: number | "each" | "last", wall: DateTime): boolean {
  if (which === "each") return true;
  return which === "last" ? wall.plus({ days: 7 }).month !== wall.month : Math.ceil(wall.day / 7) === which;
}

function namesMonthDay(days: NonNullable<CronReading["days"]>, wall: DateTime): boolean {
  const length = wall.daysInMonth ?? 0;
  const isWorkday = (day: number) => wall.set({ day }).weekday <= 5;
  const inMonth = Array.from({ length }, (_, index) => index + 1);
  const workdays = inMonth.filter(isWorkday);
  const nearest = (day: number) =>
    [day, day - 1, day + 1, day + 2, day - 2].find((near) => day <= length && workdays.includes(near));
  return (
    days.numbers.includes(wall.day) ||
    (days.last && wall.day === length) ||
    days.beforeLast.includes(length - wall.day) ||
    (days.lastWorkday && wall.day === workdays.at(-1)) ||
    days.nearestWorkday.some((day) => nearest(day) === wall.day)
  );
}

describe("what was read", () => {
  test("names every moment that fires, and none between them", () => {
    fc.assert(
      fc.property(anyExpression, fc.integer({ min: 0, max: 1500 }), (expression, day) => {
        const cron = read(expression);
        const after = new Date(start.getTime() + day * 86_400_000);
        const moments = nextMoments(cron, "UTC", after, 4).map(Number);
        for (const at of moments)
          expect(names(cron.reading, DateTime.fromMillis(at, { zone: "utc" }))).toBe(true);
        // Between them, second by second for ten minutes, then minute by minute for a day, then noon of each day.
        const steps = [1, 60, 3600].flatMap((step) =>
          Array.from({ length: 600 }, (_, n) => (n + 1) * step * 1000),
        );
        const until = moments[0] ?? Number.POSITIVE_INFINITY;
        for (const step of steps) {
          const at = Number(after) + step;
          if (at >= until) continue;
          expect(names(cron.reading, DateTime.fromMillis(at, { zone: "utc" }))).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("when the clocks change", () => {
  /** What a day in a zone should fire, by another library's calendar. */
  function expected({ reading }: ReadCron, walls: DateTime[]): string[] {
    const found = new Set<number>();
    for (const wall of walls) {
      if (!names(reading, wall)) continue;
      const isSecond = wall.getPossibleOffsets().some((twin) => twin < wall);
      if (!(reading.fixedTime && isSecond)) found.add(wall.toMillis());
    }
    if (reading.fixedTime) for (const at of afterGaps(reading, walls)) found.add(at);
    return [...found].sort((a, b) => a - b).map((at) => new Date(at).toISOString());
  }

  /** The first instant after each gap that swallows a named time of the day. */
  function afterGaps(reading: CronReading, walls: DateTime[]): number[] {
    return walls.flatMap((wall, index) => {
      const before = walls[index - 1] ?? wall;
      const lost = Math.max(0, wall.offset - before.offset);
      const shown = before.setZone("utc", { keepLocalTime: true });
      const skipped = Array.from({ length: lost }, (_, minute) => shown.plus({ minutes: minute + 1 }));
      return skipped.some((missing) => names(reading, missing)) ? [wall.toMillis()] : [];
    });
  }

  test.each([
    ["America/New_York", "2027-03-13", "2027-03-16"],
    ["America/New_York", "2026-10-31", "2026-11-03"],
    ["Europe/Berlin", "2027-03-27", "2027-03-30"],
    ["Europe/Berlin", "2026-10-24", "2026-10-27"],
    ["Australia/Lord_Howe", "2026-10-03", "2026-10-06"],
    ["Australia/Lord_Howe", "2027-04-03", "2027-04-06"],
    ["America/Santiago", "2026-09-05", "2026-09-08"],
    ["America/Santiago", "2027-04-03", "2027-04-06"],
  ])("in %s from %s on, every expression fires as another library's calendar says", (zone, from, to) => {
    const expressions = [
      "30 2 * * *",
      "0 2 * * *",
      "15 2 * * *",
      "0 0 * * *",
      "30 0 * * *",
      "30 1 * * *",
      "59 23 * * *",
      "30 2,14 * * *",
      "0,30 1-3 * * *",
      "*/30 * * * *",
      "15 * * * *",
      "*/20 1-3 * * *",
      "0 */2 * * *",
      "10 0-23/3 * * *",
      "30 2 * * 0",
    ];
    const [first, last] = [DateTime.fromISO(from, { zone }), DateTime.fromISO(to, { zone })];
    const minutes = Math.round(last.diff(first).as("minutes"));
    const walls = Array.from({ length: minutes }, (_, minute) => first.plus({ minutes: minute }));
    for (const expression of expressions) {
      const cron = read(expression);
      const ours = nextMoments(cron, zone, new Date(first.toMillis() - 1), 300)
        .filter((at) => Number(at) < last.toMillis())
        .map((at) => at.toISOString());
      expect(ours, `${expression} in ${zone}`).toEqual(expected(cron, walls));
    }
  });

  test.each([
    ["30 2 * * *", "America/New_York", "2027-03-13T12:00:00Z", "2027-03-14T07:00:00.000Z", "moved"],
    ["30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00.000Z", "first_of_two"],
    ["0 9 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T08:00:00.000Z", "changed"],
    ["15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00.000Z", "moved"],
    ["30 0 * * *", "America/Santiago", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00.000Z", "moved"],
    ["0 9 * * *", "Asia/Shanghai", "2026-10-24T12:00:00Z", "2026-10-25T01:00:00.000Z", null],
  ])("a fire is marked: %s in %s", (expression, zone, after, at, clockChange) => {
    const [fire] = plannedFires(read(expression), zone, new Date(after), 1);
    expect(fire).toMatchObject({ at: new Date(at), clockChange });
  });

  test("what comes every half hour comes in both hours that the clock shows", () => {
    const after = new Date("2026-11-01T04:59:00Z");
    const marks = plannedFires(read("*/30 * * * *"), "America/New_York", after, 5).map(
      (fire) => fire.clockChange,
    );
    expect(marks).toEqual(["first_of_two", "first_of_two", "second_of_two", "second_of_two", null]);
  });
});
