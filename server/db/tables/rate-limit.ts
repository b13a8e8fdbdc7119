import { bigint, integer, pgTable, varchar } from "drizzle-orm/pg-core";

/**
 * Counters of the rate limiter, in the shape that its library asks for; of no tenant. The migration makes it
 * unlogged: a count costs no flush, and a crash of the server may forget it.
 */
export const rateLimit = pgTable("rate_limit", {
  key: varchar({ length: 255 }).primaryKey(),
  points: integer().notNull().default(0),
  /** Milliseconds since 1970. */
  expire: bigint({ mode: "number" }),
});
