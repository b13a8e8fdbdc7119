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
  const key = (date: Date) => dayOf(date, timeZone);
  if (key(at) === key(now)) return formatClock(at, locale, timeZone, !short);
  const sameYear = key(at).slice(0, 4) === key(now).slice(0, 4);
  const date = formatDay(at, locale, timeZone, {
    month: locale === "en" ? "short" : "long",
    year: !sameYear,
  });
  if (short) return date;
  return `${date} ${formatClock(at, locale, timeZone)}`;
}

/** A planned moment to the minute: today the time alone, else day and time. */
export function formatPlanned(at: Date, locale: Locale, timeZone: string, now = new Date()): string {
  const clock = formatClock(at, locale, timeZone);
  if (dayOf(at, timeZone) === dayOf(now, timeZone)) return clock;
  return `${formatDay(at, locale, timeZone, { month: "short" })} ${clock}`;
}

function dayOf(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);
}

/** A day in British order, or in Chinese with its spaces: `8 November`, `11 月 8 日`; with its weekday or year where asked. */
export function formatDay(
  day: Date,
  locale: Locale,
  timeZone: string,
  asked: { month?: "short" | "long"; weekday?: "short" | "long"; year?: boolean } = {},
): string {
  const format = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    timeZone,
    day: "numeric",
    month: locale === "en" ? asked.month : "long",
    weekday: asked.weekday,
    year: asked.year ? "numeric" : undefined,
  });
  return format
    .format(day)
    .replace(/(\d+)(?=[年月日])/g, "$1 ")
    .replace(/([年月日])(?=\d|星期|周)/g, "$1 ");
}

/** What a zone's clock shows, to the minute or the second. */
export function formatClock(at: Date, locale: Locale, timeZone: string, seconds = false): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    second: seconds ? "2-digit" : undefined,
    hourCycle: "h23",
  }).format(at);
}

/** A zone by its city in English, and in Chinese by the name that one says: `Shanghai`, `中国时间`. */
export function formatZone(timeZone: string, locale: Locale): string {
  if (timeZone === "UTC") return timeZone;
  if (locale === "en") return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
  return zonePart(timeZone, locale, "shortGeneric");
}

/** How far a zone's clock is ahead of UTC now: `+08:00`. */
export function formatOffset(timeZone: string, locale: Locale): string {
  return zonePart(timeZone, locale, "longOffset")
    .replace(/^(GMT|UTC)$/, "+00:00")
    .replace(/^(GMT|UTC)/, "");
}

function zonePart(timeZone: string, locale: Locale, timeZoneName: "shortGeneric" | "longOffset"): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName }).formatToParts(new Date());
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}
