/** A run that is to come, for as long as its task usually takes. */
export interface PlannedRun {
  taskId: number;
  from: number;
  to: number;
}

/** While runs of more than one task are on a host at once. */
export interface Collision {
  from: number;
  to: number;
  taskIds: number[];
  /** The most at once. */
  most: number;
}

/** When runs of different tasks meet, in order. */
export function collisionsOf(runs: PlannedRun[]): Collision[] {
  const result: Collision[] = [];
  let going: PlannedRun[] = [];
  let last: Collision | null = null;
  for (const run of runs.toSorted((a, b) => a.from - b.from)) {
    going = going.filter((other) => other.to > run.from);
    const others = going.filter((other) => other.taskId !== run.taskId);
    going.push(run);
    if (others.length === 0) continue;
    const taskIds = [...new Set([...others.map((other) => other.taskId), run.taskId])];
    // They meet until the last but one of them ends.
    const to = Math.min(run.to, Math.max(...others.map((other) => other.to)));
    if (last !== null && run.from <= last.to) {
      last.to = Math.max(last.to, to);
      last.most = Math.max(last.most, taskIds.length);
      last.taskIds = [...new Set([...last.taskIds, ...taskIds])];
    } else {
      last = { from: run.from, to, taskIds, most: taskIds.length };
      result.push(last);
    }
  }
  return result;
}
