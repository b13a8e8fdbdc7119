import {
  array,
  boolean,
  type infer as Infer,
  int,
  iso,
  object,
  enum as oneOf,
  strictObject,
  string,
} from "zod";
import { taskLogSorts } from "../domain/history.ts";
import { listInput } from "../domain/list.ts";
import { maximumTargetsOfRun } from "../domain/strategy.ts";
import { targetLogStates } from "../domain/target-log-state.ts";
import { taskLogStates, triggers } from "../domain/task-log-state.ts";
import { reasonSchema } from "../domain/text.ts";
import { idempotencyKeySchema, idSchema } from "../domain/wire.ts";

const moment = iso.datetime({ offset: true });

export const taskLogListInput = listInput.extend({
  taskId: idSchema.optional(),
  scriptId: idSchema.optional(),
  targetId: idSchema.optional(),
  state: oneOf(taskLogStates).optional(),
  trigger: oneOf(triggers).optional(),
  /** Made at or after this moment, and before that one. */
  from: moment.optional(),
  to: moment.optional(),
  sort: oneOf(taskLogSorts).default("createdAt"),
});
export type TaskLogListInput = Infer<typeof taskLogListInput>;

export const taskLogTargetsInput = listInput.omit({ tenantId: true }).extend({
  id: idSchema,
  state: oneOf(targetLogStates).optional(),
  batch: int().positive().optional(),
  /** `attention`: what did not succeed first, then what runs, then what waits, then what is well. */
  sort: oneOf(["attention", "position", "name", "duration"]).default("attention"),
});
export type TaskLogTargetsInput = Infer<typeof taskLogTargetsInput>;

export const rerunScopes = ["failed", "all"] as const;

export const taskLogRerunInput = strictObject({
  id: idSchema,
  /** `failed`: every target that did not succeed. */
  scope: oneOf(rerunScopes),
  /** A part of those, by their target logs; absent: all of them. */
  targetLogIds: array(idSchema).min(1).max(maximumTargetsOfRun).optional(),
  /** The caller knows that the script still runs on some of the hosts. */
  confirmStillRunning: boolean().optional(),
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema,
});
export type TaskLogRerunInput = Infer<typeof taskLogRerunInput>;

export const taskLogGroupsInput = object({
  id: idSchema,
  by: oneOf(["output", "stdout", "stderr", "exit"]).default("output"),
  /** Byte for byte; else times, dates, ids, numbers and the host's own names count as the same. */
  exact: boolean().default(false),
});
export type TaskLogGroupsInput = Infer<typeof taskLogGroupsInput>;

export const taskLogWatchInput = object({
  id: idSchema,
  /** A target of this run whose output comes in the same stream. */
  targetLogId: idSchema.optional(),
  /** Its output goes on after this sequence. */
  after: int().min(0).default(0),
  /** What a reconnecting viewer had last; the transport fills it in. */
  lastEventId: string().optional(),
});
export type TaskLogWatchInput = Infer<typeof taskLogWatchInput>;
