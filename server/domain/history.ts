import { enum as oneOf } from "zod";
import { listInput } from "./list.ts";
import { taskLogStates } from "./task-log-state.ts";

/** What a list of runs can be sorted by. */
export const taskLogSorts = ["createdAt", "startedAt", "endedAt", "duration"] as const;

/** A sub-list of runs: those of a task, those of a script. */
export const historyInput = listInput.omit({ tenantId: true }).extend({
  state: oneOf(taskLogStates).optional(),
  sort: oneOf(taskLogSorts).default("createdAt"),
});
