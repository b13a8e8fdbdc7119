/** How a change of the clocks touches a planned moment. */
export const clockChanges = [
  /** Its time does not exist on that day: it comes in the first instant after the gap. */
  "moved",
  /** The clock shows its time twice that day, and this is the first of both. */
  "first_of_two",
  "second_of_two",
  /** The clocks were changed since the moment before. */
  "changed",
] as const;
export type ClockChange = (typeof clockChanges)[number];

/** The clocks are never changed twice, nor by more, within so long. */
const nearbyMs = 3 * 3_600_000;

/** Minutes that a zone's clock is ahead of UTC at a moment. */
export function offsetMinutes(timeZone: string, at: Date): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const value = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(
    value("year"),
    value("month") - 1,
    value("day"),
    value("hour"),
    value("minute"),
    value("second"),
  );
  return Math.round((wall - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
}

/** Whether the clock shows this moment's time twice, and which of both it is; null for once. */
export function occurrenceOf(timeZone: string, at: Date): "first_of_two" | "second_of_two" | null {
  const offset = offsetMinutes(timeZone, at);
  for (const distance of [-nearbyMs, nearbyMs]) {
    const other = offsetMinutes(timeZone, new Date(at.getTime() + distance));
    const twin = new Date(at.getTime() + (offset - other) * 60_000);
    if (other === offset || offsetMinutes(timeZone, twin) !== other) continue;
    return twin > at ? "first_of_two" : "second_of_two";
  }
  return null;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs a hundred times what using it does. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}
