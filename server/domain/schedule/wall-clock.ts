import { Cron } from "croner";
import { offsetMinutes } from "./clock-change.ts";

/** What a zone's clock shows at a moment, to the minute: `2026-11-27T02:30`, as a browser's field for it wants it. */
export function wallClockOf(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMinutes(timeZone, at) * 60_000).toISOString().slice(0, 16);
}

/**
 * The moment at which a zone's clock shows this; of two, the first, and where it does not exist, as much later as the
 * clock is put forward. Null for what is no such text.
 */
export function momentOf(wallClock: string, timeZone: string): Date | null {
  const known = new Date(`${wallClock}Z`);
  if (Number.isNaN(known.getTime()) || known.toISOString().slice(0, 16) !== wallClock) return null;
  return new Cron(`${wallClock}:00`, { timezone: timeZone, paused: true }).getOnce();
}
