import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, identity, moment, now } from "./columns.ts";

/** One worker process, one boot. A worker that starts again is another row. */
export const worker = pgTable("worker", {
  id: identity(),
  host: text().notNull(),
  pid: integer().notNull(),
  version: text().notNull(),
  draining: boolean().notNull().default(false),
  /** What secrets meant for this boot alone are sealed to. */
  publicKey: bytea(),
  startedAt: moment().notNull().default(now),
  heartbeatAt: moment().notNull().default(now),
  /** Set by whoever found its lease over; from then on its writes are refused. */
  deadAt: moment(),
  /** Set by itself at a clean end. */
  stoppedAt: moment(),
});
