import { lastRunKindOf, type TaskLogState, type TaskType } from "../../../../server/domain/task-log-state.ts";
import type { TaskItem } from "../../../../server/task/output.ts";

/** What is known of a task where something can be done to it. */
export interface TaskFacts {
  id: number;
  name: string;
  type: TaskType;
  enabled: boolean;
  state: TaskLogState | null;
  targetCount: number;
  script: string;
  scriptDeleted: boolean;
  version: number;
}

export function taskFactsOf({ script, scriptVersion, ...task }: TaskItem): TaskFacts {
  const { id, name, type, enabled, state, targetCount } = task;
  const version = scriptVersion ?? script.currentVersion;
  return {
    id,
    name,
    type,
    enabled,
    state,
    targetCount,
    script: script.name,
    scriptDeleted: script.deleted,
    version,
  };
}

export function isRunnable({ targetCount, scriptDeleted }: TaskFacts): boolean {
  return targetCount > 0 && !scriptDeleted;
}

/** Whether a run of it has not ended. */
export function isActive({ state }: Pick<TaskFacts, "state">): boolean {
  return lastRunKindOf(state) === "active";
}

/** Whether there is a schedule that can be stopped. */
export function isScheduled({ type, enabled }: Pick<TaskFacts, "type" | "enabled">): boolean {
  return type !== "immediate" && enabled;
}

/** Whether there is a schedule that can be started. */
export function isUnscheduled({ type, enabled }: Pick<TaskFacts, "type" | "enabled">): boolean {
  return type !== "immediate" && !enabled;
}
