import { array, boolean, type infer as Infer, int, object, string } from "zod";
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

export const systemInfoOutput = object({ version: string(), workers: array(livingWorkerOutput), walls });
export type SystemInfo = Infer<typeof systemInfoOutput>;
