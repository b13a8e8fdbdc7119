import type { Locale } from "../../server/domain/locale.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const units: Record<Locale, Record<"ms" | "s" | "m" | "h" | "d", string>> = {
  en: { ms: " ms", s: "s", m: "m", h: "h", d: "d" },
  "zh-CN": { ms: " 毫秒", s: " 秒", m: " 分", h: " 小时", d: " 天" },
};

/** A length of time in at most two units: `47 ms`, `0.3 s`, `3m 12s`, `2 小时 05 分`. */
export function formatDuration(ms: number, locale: Locale): string {
  const unit = units[locale];
  const space = locale === "en" ? "" : " ";
  const two = (value: number) => String(value).padStart(2, "0");
  if (ms < 100) return `${Math.round(ms)}${unit.ms}`;
  if (ms < 10 * second) return `${(ms / second).toFixed(1)}${locale === "en" ? " s" : unit.s}`;
  if (ms < minute) return `${Math.round(ms / second)}${unit.s}`;
  const whole = Math.floor(ms / second) * second;
  if (ms < hour)
    return pair(Math.floor(whole / minute), unit.m, two((whole % minute) / second), unit.s, space);
  if (ms < day)
    return pair(Math.floor(whole / hour), unit.h, two(Math.floor((whole % hour) / minute)), unit.m, space);
  return pair(Math.floor(whole / day), unit.d, String(Math.floor((whole % day) / hour)), unit.h, space);
}

function pair(first: number, firstUnit: string, then: string, thenUnit: string, space: string): string {
  return `${first}${firstUnit}${space || " "}${then}${thenUnit}`;
}

/** MB is 10⁶ bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const names = ["kB", "MB", "GB"];
  let value = bytes;
  let name = "B";
  for (const larger of names) {
    if (value < 1_000) break;
    value /= 1_000;
    name = larger;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${name}`;
}

/**
 * Today the time alone, this year day and time, else the year too; always 24 hours. Short: today's hour and minute,
 * else the day alone.
 */
export function formatMoment(
  iso: string,
  locale: Locale,
  timeZone: string,
  { now = new Date(), short = false } = {},
): string {
  const at = new Date(iso);
  const key = (date: Date) => new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(date);
  const time = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    second: short ? undefined : "2-digit",
    hourCycle: "h23",
  });
  if (key(at) === key(now)) return time.format(at);
  const sameYear = key(at).slice(0, 4) === key(now).slice(0, 4);
  const date = formatDay(at, locale, timeZone, {
    month: locale === "en" ? "short" : "long",
    year: !sameYear,
  });
  if (short) return date;
  const clock = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return `${date} ${clock.format(at)}`;
}

/** A day in British order, or in Chinese with its spaces: `8 November`, `11 月 8 日`; with its weekday or year where asked. */
export function formatDay(
  day: Date,
  locale: Locale,
  timeZone: string,
  asked: { month?: "short" | "long"; weekday?: boolean; year?: boolean } = {},
): string {
  const format = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    timeZone,
    day: "numeric",
    month: locale === "en" ? asked.month : "long",
    weekday: asked.weekday ? "long" : undefined,
    year: asked.year ? "numeric" : undefined,
  });
  return format
    .format(day)
    .replace(/(\d+)(?=[年月日])/g, "$1 ")
    .replace(/([年月日])(?=\d|星期)/g, "$1 ");
}
