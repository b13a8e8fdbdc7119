import type { TargetLogItem } from "../../../../server/task-log/output.ts";

/** Where the log of one host of a run is. */
export function placeOf({ taskLogId, targetLogId }: Pick<TargetLogItem, "taskLogId" | "targetLogId">) {
  return `/task-logs/${taskLogId}/targets/${targetLogId}` as const;
}
