import { sql } from "drizzle-orm";
import { partsOf } from "../parts-of.ts";
import type { Transaction } from "./client.ts";

/**
 * What processes tell each other; always a hint, never the truth:
 * - `hostrun_task_log`: something in these task logs changed (ids, comma-separated); viewers read anew
 * - `hostrun_stop`: a stop of this task log was asked; its workers end what they hold
 * - `hostrun_host_check`: this host check has a further step
 * - `hostrun_schedule`: these tasks' next planned moment was set; it may be sooner than all others
 * - `hostrun_route`: what leads to these hosts has changed, or these keys log in no more (`target 7`, `proxy 3`,
 *   `key 2`, comma-separated): the database's own triggers say so; workers let go of connections
 * - `hostrun_install`: this host check is for the one worker that can open what is sealed in it
 */
export const channels = [
  "hostrun_task_log",
  "hostrun_stop",
  "hostrun_host_check",
  "hostrun_route",
  "hostrun_install",
  "hostrun_schedule",
] as const;
export type Channel = (typeof channels)[number];

/** How much a payload may hold; PostgreSQL's own limit is 8 000 bytes. */
const idsPerNotification = 400;

/** Sends a hint with the transaction's commit. */
export async function notify(tx: Transaction, channel: Channel, ids: Iterable<number>): Promise<void> {
  for (const some of partsOf([...new Set(ids)], idsPerNotification))
    await tx.execute(sql`select pg_notify(${channel}, ${some.join(",")})`);
}
