import type { Locale } from "../domain/locale.ts";
import type { CronReading, MonthDays, Weekday } from "../domain/schedule/cron.ts";
import { evenStep, type NumberPart, numberParts } from "../domain/schedule/number-set.ts";
import { scheduleWord } from "../messages.ts";

/** Above so many, times of a day are not listed one by one. */
const maximumTimes = 8;

/**
 * A schedule in words, from the very fields that its moments are computed from: nothing is guessed, and nothing that
 * would make a difference is left out.
 */
export function cronSentence(reading: CronReading, locale: Locale): string {
  const words = new Words(locale);
  const time = words.time(reading);
  const days = words.days(reading);
  const sentence = days === null ? time : words.say("sentence", { time, days });
  const spaced = withSpaces(sentence);
  return spaced.charAt(0).toLocaleUpperCase(locale) + spaced.slice(1);
}

/** One space between Chinese and digits, none beside full-width marks. */
function withSpaces(sentence: string): string {
  return sentence
    .replaceAll(/(?<=\p{Script=Han})(?=\d)|(?<=\d)(?=\p{Script=Han})/gu, " ")
    .replaceAll(/([，）]) /gu, "$1");
}

type Name = Parameters<typeof scheduleWord>[1];

class Words {
  readonly #locale: Locale;

  constructor(locale: Locale) {
    this.#locale = locale;
  }

  say(name: Name, values: Record<string, string | number> = {}): string {
    return scheduleWord(this.#locale, name, values);
  }

  time(reading: CronReading): string {
    return this.#listedTimes(reading) ?? this.#interval(reading) ?? this.#everyPart(reading);
  }

  /** Null where every day of every year counts, and the time says so already. */
  days(reading: CronReading): string | null {
    const { months, years } = reading;
    const open = reading.days === null && reading.weekdays === null;
    if (open && months === null && years === null && this.#listedTimes(reading) === null) return null;
    const days = open ? this.say("everyDay") : this.#chosenDays(reading);
    const inMonths = months === null ? days : this.say("inMonths", { days, months: this.#months(months) });
    return years === null ? inMonths : this.say("inYears", { days: inMonths, years: this.#numbers(years) });
  }

  #listedTimes({ seconds, minutes, hours }: CronReading): string | null {
    const [second = 0] = seconds;
    if (seconds.length > 1 || minutes.length * hours.length > maximumTimes) return null;
    const tail = second === 0 ? "" : `:${twoDigits(second)}`;
    const times = hours.flatMap((hour) =>
      minutes.map((minute) => `${twoDigits(hour)}:${twoDigits(minute)}${tail}`),
    );
    return this.say("atTimes", { times: this.#list(times) });
  }

  #interval({ seconds, minutes, hours }: CronReading): string | null {
    if (hours.length === 24 && minutes.length === 60) {
      const step = evenStep(seconds, 60);
      if (step !== null)
        return step === 60 ? this.say("everyMinute") : this.say("everySeconds", { count: step });
      return null;
    }
    if (seconds.length !== 1 || seconds[0] !== 0) return null;
    const minuteStep = evenStep(minutes, 60);
    if (hours.length === 24 && minuteStep !== null && minuteStep < 60) {
      return this.say("everyMinutes", { count: minuteStep });
    }
    const hourStep = evenStep(hours, 24);
    if (minuteStep !== 60 || hourStep === null) return null;
    return this.say("everyHours", { count: hourStep });
  }

  #everyPart({ seconds, minutes, hours }: CronReading): string {
    const inHours =
      hours.length === 24 ? this.say("everyHour") : this.say("inHours", { hours: this.#numbers(hours) });
    const atMinutes =
      minutes.length === 60
        ? this.say("everyMinuteOf")
        : this.say("atMinutes", { count: minutes.length, minutes: this.#numbers(minutes) });
    if (seconds.length === 1 && seconds[0] === 0) {
      return this.say("hoursMinutes", { hours: inHours, minutes: atMinutes });
    }
    const atSeconds =
      seconds.length === 60
        ? this.say("everySecondOf")
        : this.say("atSeconds", { count: seconds.length, seconds: this.#numbers(seconds) });
    return this.say("hoursMinutesSeconds", { hours: inHours, minutes: atMinutes, seconds: atSeconds });
  }

  #chosenDays({ days, weekdays, eitherDay }: CronReading): string {
    if (days === null) return this.#weekdays(weekdays ?? []);
    if (weekdays === null) return this.#monthDays(days);
    const both = { days: this.#monthDays(days), weekdays: this.#weekdays(weekdays) };
    return this.say(eitherDay ? "eitherDay" : "bothDays", both);
  }

  #monthDays({ numbers, last, beforeLast, lastWorkday, nearestWorkday }: MonthDays): string {
    return this.#list([
      ...(numbers.length === 0
        ? []
        : [this.say("monthDays", { count: numbers.length, days: this.#numbers(numbers) })]),
      ...nearestWorkday.map((day) => this.say("nearestWorkday", { day })),
      ...beforeLast.map((count) => this.say("beforeLastDay", { count })),
      ...(lastWorkday ? [this.say("lastWorkday")] : []),
      ...(last ? [this.say("lastDay")] : []),
    ]);
  }

  /** Weeks begin on Monday here. */
  #weekdays(weekdays: Weekday[]): string {
    const each = weekdays
      .filter(({ which }) => which === "each")
      .map(({ weekday }) => (weekday === 0 ? 7 : weekday))
      .sort((a, b) => a - b);
    const parts = numberParts(each).flatMap((part) => this.#weekdayPart(part));
    const every = parts.length === 1 && each.length > 1 ? parts : this.#every(parts);
    const some = weekdays.flatMap(({ weekday, which }) => {
      if (which === "each") return [];
      const name = this.#weekdayName(weekday);
      return which === "last"
        ? [this.say("lastWeekday", { weekday: name })]
        : [this.say("nthWeekday", { nth: which, weekday: name })];
    });
    return this.#list([...every, ...some]);
  }

  #every(parts: string[]): string[] {
    return parts.length === 0 ? [] : [this.say("everyWeekday", { weekdays: this.#list(parts) })];
  }

  #weekdayPart(part: NumberPart): string[] {
    if (part.kind === "one") return [this.#weekdayName(part.value)];
    if (part.kind === "steps") return [];
    return [this.say("run", { from: this.#weekdayName(part.from), to: this.#weekdayName(part.to) })];
  }

  /** A Sunday and the six days after it. */
  #weekdayName(weekday: number): string {
    const format = new Intl.DateTimeFormat(this.#locale, {
      weekday: this.#locale === "en" ? "long" : "short",
      timeZone: "UTC",
    });
    return format.format(new Date(Date.UTC(2023, 0, 1 + weekday)));
  }

  #months(months: number[]): string {
    const month = this.#locale === "en" ? "long" : "short";
    const format = new Intl.DateTimeFormat(this.#locale, { month, timeZone: "UTC" });
    const name = (month: number) => format.format(new Date(Date.UTC(2023, month - 1, 1)));
    const parts = numberParts(months).flatMap((part) => {
      if (part.kind === "one") return [name(part.value)];
      if (part.kind === "run") return [this.say("run", { from: name(part.from), to: name(part.to) })];
      const count = (part.to - part.from) / part.step + 1;
      return Array.from({ length: count }, (_, index) => name(part.from + index * part.step));
    });
    return this.#list(parts);
  }

  #numbers(numbers: number[]): string {
    const parts = numberParts(numbers).map((part) => {
      if (part.kind === "one") return String(part.value);
      const ends = { from: String(part.from), to: String(part.to) };
      return part.kind === "run"
        ? `${ends.from}–${ends.to}`
        : this.say("steps", { ...ends, step: part.step });
    });
    return this.#list(parts);
  }

  #list(items: string[]): string {
    return new Intl.ListFormat(this.#locale, { type: "conjunction" }).format(items);
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
