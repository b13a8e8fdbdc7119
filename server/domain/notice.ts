import {
  array,
  discriminatedUnion,
  type infer as Infer,
  int,
  literal,
  object,
  enum as oneOf,
  record,
  string,
  union,
} from "zod";
import { targetLogReasons, terminalTargetLogStates } from "./target-log-state.ts";
import { terminalTaskLogStates, triggers } from "./task-log-state.ts";
import { idSchema, momentSchema } from "./wire.ts";

/** When the end of a task's run is told: where it was not well, where that changed, of each run, or of none. */
export const noticeRules = ["failure", "change", "always", "never"] as const;
export type NoticeRule = (typeof noticeRules)[number];

export const noticeLevels = ["info", "warning", "error"] as const;
export type NoticeLevel = (typeof noticeLevels)[number];

const named = object({ id: idSchema, name: string() });

/** Whom it is about, and when it happened. */
const about = {
  tenant: named,
  /** The tenant's zone, by whose clock times are written in texts. */
  timeZone: string(),
  at: momentSchema,
};

const endedRun = object({
  kind: literal("run"),
  ...about,
  task: named,
  script: named.extend({ version: int() }),
  run: object({
    id: idSchema,
    state: oneOf(terminalTaskLogStates),
    /** How the task's run before it ended; null where there was none. */
    previousState: oneOf(terminalTaskLogStates).nullable(),
    trigger: oneOf(triggers),
    executedBy: string(),
    startedAt: momentSchema,
    endedAt: momentSchema,
    hostCount: int(),
    counts: record(oneOf(terminalTargetLogStates), int()),
  }),
  /** The first of those that did not succeed, those that need somebody first. */
  hosts: array(
    object({
      hostId: string(),
      name: string(),
      state: oneOf(terminalTargetLogStates),
      reason: oneOf(targetLogReasons).nullable(),
      exitCode: int().nullable(),
      signal: string().nullable(),
      /** The last line of stderr, of all output where stderr is empty; cut to 500 characters. */
      lastLine: string().nullable(),
    }),
  ),
});

const firesWithoutRun = object({
  kind: literal("fires"),
  ...about,
  task: named,
  fires: object({
    /** Nobody was there in time, or no run could be started. */
    outcome: oneOf(["missed", "refused"]),
    /** Why, as a code of fires; with what its sentence names. */
    reason: string().nullable(),
    reasonValues: record(string(), union([string(), int()])),
    count: int(),
    firstAt: momentSchema,
    lastAt: momentSchema,
  }),
});

const pausedSchedule = object({
  kind: literal("paused"),
  ...about,
  task: named,
  failuresInRow: int(),
  /** The last of the runs that failed. */
  run: object({ id: idSchema, state: oneOf(terminalTaskLogStates) }),
});

/** Many notices of one tenant at once, told as one. */
const flood = object({
  kind: literal("flood"),
  ...about,
  count: int(),
  firstAt: momentSchema,
  lastAt: momentSchema,
  /** The tasks with most of them. */
  tasks: array(named.extend({ count: int() })),
  moreTasks: int(),
});

const test = object({ kind: literal("test"), ...about, by: string() });

/** What happened, as data: texts in any language are made of it, and webhooks get it as it is. */
export const noticeContentSchema = discriminatedUnion("kind", [
  endedRun,
  firesWithoutRun,
  pausedSchedule,
  flood,
  test,
]);
export type NoticeContent = Infer<typeof noticeContentSchema>;
export type NoticeOf<K extends NoticeContent["kind"]> = Extract<NoticeContent, { kind: K }>;

export const noticeKinds = [
  "run",
  "fires",
  "paused",
  "flood",
  "test",
] as const satisfies NoticeContent["kind"][];
export type NoticeKind = (typeof noticeKinds)[number];

/** Channels that a tenant makes. */
export const ownChannelKinds = ["webhook", "email", "dingtalk", "wecom", "feishu"] as const;
export type OwnChannelKind = (typeof ownChannelKinds)[number];

/** The platform's message centre is there for every tenant, where the operator has set it up. */
export const channelKinds = ["message_centre", ...ownChannelKinds] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Where the delivery of a notice to one channel stands. */
export const deliveryStates = [
  /** Not yet taken: the first attempt, or the next one, is to come. */
  "waiting",
  "delivered",
  /** A dead letter: it was refused, or not taken within a day. Somebody may try again. */
  "dead",
  /** Somebody has given it up. */
  "given_up",
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/**
 * The same of a notice over all its channels, the worst first. `untold`: there was no channel to tell it by; `folded`:
 * too many came at once, and one of kind `flood` tells it with the others.
 */
export const noticeStates = [...deliveryStates, "untold", "folded"] as const;
export type NoticeState = (typeof noticeStates)[number];

/** People as the message centre knows them. */
export const receiversSchema = array(string().trim().min(1).max(200)).max(100);

/** Why a receiver did not take a notice; each has its sentence in both languages (`noticeReasons`). */
export const sendReasons = [
  /** Its name does not resolve. */
  "dns",
  /** No connection, or a broken one. */
  "connection",
  /** Its certificate is not trusted. */
  "tls",
  /** No whole answer in time. */
  "timeout",
  /** The answer did not end within what is read. */
  "endless",
  /** It stands at an address that may not be dialled. */
  "address",
  /** It sent on to another address, which is not followed. */
  "redirect",
  /** An HTTP or SMTP status that says no for good. */
  "status",
  /** One that may be different later. */
  "busy",
  /** An answer that is not what this kind of receiver answers, such as a page. */
  "unreadable",
  /** Taken by HTTP, refused in the answer: its own error code says no. */
  "refused",
  /** The channel's settings lack something, or can't be opened. */
  "settings",
  /** The message centre was to tell nobody. */
  "receivers",
  /** Not the receiver's doing: the program failed, and its log says how. */
  "fault",
] as const;
export type SendReason = (typeof sendReasons)[number];
