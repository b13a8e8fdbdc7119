import { array, boolean, type infer as Infer, int, object, enum as oneOf, string } from "zod";
import { sendReasons } from "../domain/notice.ts";
import { idSchema, momentSchema } from "../domain/wire.ts";

export const livingWorkerOutput = object({
  id: idSchema,
  host: string(),
  pid: int(),
  version: string(),
  heartbeatAt: momentSchema,
  /** Takes nothing more, and ends with what it has in hand. */
  draining: boolean(),
});
export type LivingWorker = Infer<typeof livingWorkerOutput>;

/** Whether the database itself holds tenants apart, should a query of ours forget to. */
const walls = object({
  up: boolean(),
  /** The role that processes work as is neither a superuser nor may it bypass row-level security. */
  roleIsBound: boolean(),
  /** Tables of tenants on which row-level security is not enabled and forced, with a policy. */
  openTables: array(string()),
});
export type Walls = Infer<typeof walls>;

/** How the message centre answered lately, as workers have recorded it: the web dials nobody. */
const messageCentre = object({
  /** The last attempt that has ended; null before the first. */
  last: object({
    outcome: oneOf(["delivered", "again", "refused"]),
    reason: oneOf(sendReasons).nullable(),
    /** Why it was not taken, in the caller's language. */
    message: string().nullable(),
    at: momentSchema,
  }).nullable(),
  /** Notices that wait for a further attempt. */
  waiting: int(),
  /** Those that it did not take, and that nobody has tried again or given up. */
  dead: int(),
});
export type MessageCentreHealth = Infer<typeof messageCentre>;

export const systemInfoOutput = object({
  version: string(),
  workers: array(livingWorkerOutput),
  walls,
  /** Null where none is set up (`MANAGER_URL`) and none ever was told. */
  messageCentre: messageCentre.nullable(),
});
export type SystemInfo = Infer<typeof systemInfoOutput>;
