import type { Fire } from "../../../../../server/task/output.ts";

/** So many on time in a row stand as one line. */
const folded = 3;

export interface FireDay {
  /** The day by the schedule's own clock. */
  day: string;
  lines: FireLine[];
  /** How many moments of the day the list has. */
  count: number;
}

/** One moment, or moments that all ran on time one after another, newest first. */
export type FireLine = { fire: Fire } | { ran: Fire[] };

/** Moments as a page shows them: by day, and what was on time folded, so that the rest is seen. */
export function byDay(fires: Fire[], timeZone: string): FireDay[] {
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const days = Map.groupBy(fires, ({ fireAt }) => dayOf.format(new Date(fireAt)));
  return [...days].map(([day, ofDay]) => ({ day, lines: linesOf(ofDay), count: ofDay.length }));
}

function linesOf(fires: Fire[]): FireLine[] {
  const runs: Fire[][] = [];
  for (const fire of fires) {
    const last = runs.at(-1);
    if (last?.[0] !== undefined && isQuiet(fire) && isQuiet(last[0])) last.push(fire);
    else runs.push([fire]);
  }
  return runs.flatMap((run): FireLine[] =>
    run.length >= folded ? [{ ran: run }] : run.map((fire) => ({ fire })),
  );
}

/** Nobody needs to look at it: it was on time, and so was its run's end. */
function isQuiet({ outcome, taskLog, inTheWay }: Fire): boolean {
  return outcome === "ran" && inTheWay === null && taskLog?.state === "succeeded";
}
