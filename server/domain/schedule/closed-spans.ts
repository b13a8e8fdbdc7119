import { offsetMinutes } from "./clock-change.ts";
import type { ClosedPeriods } from "./closed.ts";

/** From one moment to another. */
export interface Span {
  from: Date;
  to: Date;
}

const dayMs = 86_400_000;

/** When a calendar is closed within a span, in order; what touches is one. */
export function closedSpans(calendar: ClosedPeriods, within: Span): Span[] {
  const dated = calendar.dated.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }));
  return joined([...dated, ...weeklySpans(calendar, within)].flatMap((span) => clipped(span, within)));
}

function weeklySpans({ timeZone, weekly }: ClosedPeriods, { from, to }: Span): Span[] {
  // One that began the day before may reach into the span; a zone's day may begin 14 hours off.
  const first = Math.floor(from.getTime() / dayMs) - 2;
  const last = Math.floor(to.getTime() / dayMs) + 1;
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return weekly.flatMap((period) => {
    const [opens, closes] = [minutesOf(period.from), minutesOf(period.to)];
    const length = closes > opens ? 0 : 1;
    return days
      .filter((day) => period.weekdays.includes((((day + 4) % 7) + 7) % 7))
      .map((day) => ({
        from: instantOf(timeZone, day, opens),
        to: instantOf(timeZone, day + length, closes),
      }));
  });
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The moment at which a zone's clock shows a time of a day; in a gap of the clock, the one as long after it. */
function instantOf(timeZone: string, day: number, minutes: number): Date {
  const wall = day * dayMs + minutes * 60_000;
  const guess = wall - offsetMinutes(timeZone, new Date(wall)) * 60_000;
  return new Date(wall - offsetMinutes(timeZone, new Date(guess)) * 60_000);
}

function clipped(span: Span, within: Span): Span[] {
  const from = Math.max(span.from.getTime(), within.from.getTime());
  const to = Math.min(span.to.getTime(), within.to.getTime());
  return from < to ? [{ from: new Date(from), to: new Date(to) }] : [];
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => Number(a.from) - Number(b.from))) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to) result.push({ ...span });
    else if (span.to > last.to) last.to = span.to;
  }
  return result;
}
