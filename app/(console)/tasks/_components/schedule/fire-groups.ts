import type { Fire, ScheduleChange } from "../../../../../server/task/output.ts";

/** So many on time in a row stand as one line. */
const folded = 3;

export interface FireDay {
  /** The day by the schedule's own clock. */
  day: string;
  lines: FireLine[];
  /** How many moments of the day the list has. */
  count: number;
}

/** One moment, moments that all ran on time one after another, or a change of the schedule between them. */
export type FireLine = { fire: Fire } | { ran: Fire[] } | { change: ScheduleChange };

/** Moments as a page shows them, newest first: by day, and what was on time folded, so that the rest is seen. */
export function byDay(fires: Fire[], changes: ScheduleChange[], timeZone: string): FireDay[] {
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const entries: Entry[] = [
    ...changes.map((change) => ({ at: change.at, change })),
    ...fires.map((fire) => ({ at: fire.fireAt, fire })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const days = Map.groupBy(entries, ({ at }) => dayOf.format(new Date(at)));
  return [...days].map(([day, ofDay]) => ({
    day,
    lines: linesOf(ofDay),
    count: ofDay.filter((entry) => "fire" in entry).length,
  }));
}

type Entry = { at: string } & ({ fire: Fire } | { change: ScheduleChange });

function linesOf(entries: Entry[]): FireLine[] {
  const runs: Entry[][] = [];
  for (const entry of entries) {
    const last = runs.at(-1);
    if (last?.[0] !== undefined && isQuiet(entry) && isQuiet(last[0])) last.push(entry);
    else runs.push([entry]);
  }
  return runs.flatMap((run): FireLine[] =>
    run.length >= folded ? [{ ran: run.flatMap((entry) => ("fire" in entry ? entry.fire : [])) }] : run,
  );
}

/** Nobody needs to look at it: it was on time, and so was its run's end. */
function isQuiet(entry: Entry): boolean {
  if ("change" in entry) return false;
  const { outcome, taskLog, inTheWay } = entry.fire;
  return outcome === "ran" && inTheWay === null && taskLog?.state === "succeeded";
}
