import type { Upcoming } from "../../../../server/task/output.ts";

type Planned = Upcoming["tasks"][number];

/** A run that is to come, for as long as such runs usually take. */
export interface UpcomingRun {
  task: Planned;
  at: string;
  from: number;
  to: number;
}

/** A task that never ran well is taken to last so long, as where meetings are looked for. */
const unknownDurationMs = 1_000;

/** The runs that tasks are to make: what is closed makes none. */
export function runsOf(tasks: Planned[]): UpcomingRun[] {
  return tasks.flatMap((task) =>
    task.fires.flatMap(({ at, closedBy }) => {
      const from = Date.parse(at);
      const to = from + (task.usualDurationMs ?? unknownDurationMs);
      return closedBy === null ? [{ task, at, from, to }] : [];
    }),
  );
}
