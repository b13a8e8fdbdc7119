import {
  array,
  boolean,
  discriminatedUnion,
  type infer as Infer,
  int,
  literal,
  object,
  enum as oneOf,
  string,
} from "zod";
import { connectionStatuses } from "../domain/connection-status.ts";
import { targetLogStates } from "../domain/target-log-state.ts";
import { taskTypes } from "../domain/task-log-state.ts";
import { idSchema, momentSchema } from "../domain/wire.ts";
import { livingWorkerOutput } from "../system/output.ts";
import { taskLogItem } from "../task-log/output.ts";

const host = object({ kind: oneOf(["target", "proxy"]), id: idSchema, name: string() });

/** What waits for a person, each with the one thing that they can do about it. */
const need = discriminatedUnion("type", [
  /** A host shows another key than the pinned one: somebody must compare. */
  object({ type: literal("hostKey"), host }),
  /** Hosts that cannot be reached or let nobody in; the first few by name. */
  object({
    type: literal("unreachable"),
    status: oneOf(["unreachable", "auth_failed"]),
    count: int(),
    names: array(string()),
  }),
  /** A schedule that stopped by itself after failures: somebody mends it and starts it again. */
  object({ type: literal("paused"), taskId: idSchema, taskName: string(), failuresInRow: int() }),
  /** A run whose outcome is unknown on some targets, and nobody has looked yet. */
  object({ type: literal("lost"), taskLogId: idSchema, taskName: string(), count: int(), at: momentSchema }),
  /** Notices that a receiver did not take: somebody tries them again, or gives them up. */
  object({
    type: literal("undelivered"),
    count: int(),
    /** Of the newest, in the caller's language. */
    title: string(),
    at: momentSchema,
  }),
]);
export type Need = Infer<typeof need>;

const failedRun = taskLogItem.extend({
  /** The first host that did not succeed, with what it said last or what was found. */
  first: object({
    hostName: string(),
    state: oneOf(targetLogStates),
    lastLine: string().nullable(),
    detail: string().nullable(),
  }).nullable(),
});
export type FailedRun = Infer<typeof failedRun>;

const day = object({
  /** As a calendar has it, in `timeZone`. */
  day: string(),
  succeeded: int(),
  /** All that ended otherwise. */
  failed: int(),
});

export const summaryOutput = object({
  at: momentSchema,
  timeZone: string(),
  /** Not ended, newest first; the first few. */
  running: object({ total: int(), hosts: int(), items: array(taskLogItem) }),
  needs: array(need),
  /** Planned moments, the soonest first; the first few, and how many schedules are at work. */
  nextFires: object({
    total: int(),
    items: array(object({ taskId: idSchema, taskName: string(), type: oneOf(taskTypes), at: momentSchema })),
  }),
  /** Ended in the last 24 h without success; the first few, and how many of how many. */
  failed: object({ total: int(), of: int(), dayBefore: int(), items: array(failedRun) }),
  /** The last 30 days, oldest first; each is there. */
  days: array(day),
  targets: object({
    total: int(),
    statuses: array(object({ status: oneOf(connectionStatuses), count: int() })),
    regions: array(object({ region: string(), total: int(), ok: int() })),
  }),
  /** What was made so far, counted up to 100, sandbox and samples apart: what the first run ticks off. */
  made: object({
    targets: int(),
    scripts: int(),
    /** Tasks that run once or again and again, at work or not. */
    schedules: int(),
    /** People can be told: the message centre is set up, or a channel is there. */
    notices: boolean(),
    /** A script has started on a host that is not the sandbox. */
    ranOnOwnHost: boolean(),
  }),
  workers: array(livingWorkerOutput),
});
export type Summary = Infer<typeof summaryOutput>;
