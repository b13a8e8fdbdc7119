/**
 * Quartz's own ways of writing an expression, as the cron library reads them. Quartz marks the day that is left open
 * with `?`; where it stands, numbered weekdays count from Sunday = 1.
 */

/** Field names in the order of a full expression. */
const order = ["second", "minute", "hour", "day", "month", "weekday", "year"] as const;
export type CronField = (typeof order)[number];

/** What a field's numbers run from and to. */
const bounds: Record<CronField, [number, number]> = {
  second: [0, 59],
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  month: [1, 12],
  weekday: [0, 6],
  year: [1970, 2199],
};

const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

export interface Translated {
  fields: Record<CronField, string>;
  /** Numbered weekdays were counted from Sunday = 1. */
  quartz: boolean;
}

/** The seven fields of an expression of five, six or seven; undefined where they are too few, too many, or `?` is misplaced. */
export function translateQuartz(expression: string): Translated | undefined {
  const words = expression.trim().split(/\s+/);
  if (words.length < 5 || words.length > 7) return undefined;
  if (words.length === 5) words.unshift("0");
  if (words.length === 6) words.push("*");
  const quartz = words.some((word) => word.includes("?"));
  const fields: Partial<Record<CronField, string>> = {};
  for (const [index, field] of order.entries()) {
    const word = words[index] ?? "*";
    if (word.includes("?") && !(word === "?" && (field === "day" || field === "weekday"))) return undefined;
    const items = word === "?" ? ["*"] : word.split(",").map((item) => translateItem(field, item, quartz));
    if (items.includes(undefined)) return undefined;
    fields[field] = items.join(",");
  }
  return { fields: fields as Record<CronField, string>, quartz };
}

/** One item of a field's list; undefined for a weekday that has no such number. */
function translateItem(field: CronField, item: string, quartz: boolean): string | undefined {
  const given = field === "weekday" && quartz ? standardWeekday(item) : item;
  return given === undefined ? undefined : explicitSteps(field, given, quartz);
}

/** `0/10` begins at 0 and goes on to the field's end; Quartz's ranges may pass that end: `22-2`. */
function explicitSteps(field: CronField, item: string, quartz: boolean): string {
  const [lowest, highest] = bounds[field];
  const open = /^(\d+)\/(\d+)$/.exec(item);
  if (open !== null) return `${open[1]}-${highest}/${open[2]}`;
  const range = /^(\d+)-(\d+)$/.exec(item);
  if (!quartz || range === null || Number(range[1]) <= Number(range[2])) return item;
  return `${range[1]}-${highest},${lowest}-${range[2]}`;
}

/** A weekday of Quartz (1 to 7 from Sunday, names, `L`, `6L`, `6#3`, ranges, steps) counted from Sunday = 0. */
function standardWeekday(item: string): string | undefined {
  if (item.toLowerCase() === "l") return "6";
  const parts = /^([a-z]{3}|\d+|\*)(?:-([a-z]{3}|\d+))?(l|#\d|\/\d+)?$/i.exec(item);
  if (parts === null) return undefined;
  const [, from = "", to, rest = ""] = parts;
  const first = from === "*" ? "*" : weekdayNumber(from);
  const last = to === undefined ? null : weekdayNumber(to);
  if (first === undefined || last === undefined) return undefined;
  return `${first}${last === null ? "" : `-${last}`}${rest}`;
}

function weekdayNumber(word: string): number | undefined {
  const named = weekdayNames.indexOf(word.toLowerCase());
  if (named >= 0) return named;
  const number = Number(word) - 1;
  return Number.isInteger(number) && number >= 0 && number <= 6 ? number : undefined;
}
