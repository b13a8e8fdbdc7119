import type { Counts } from "../../../server/task-log/output.ts";

/** How many hosts of a run have their end. */
export function endedOf({ total, pending, active }: Counts): number {
  return total - pending - active;
}
