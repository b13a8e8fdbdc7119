import { sql } from "drizzle-orm";
import { bigint, customType } from "drizzle-orm/pg-core";

/** The identity key that every table of ours has: short to read aloud, small to index. */
export function identity() {
  return bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
}

/** A reference to another row's identity. */
export function reference() {
  return bigint({ mode: "number" });
}

/** A moment with its zone, read as an ISO 8601 string in UTC: what the wire carries too. */
export const moment = customType<{ data: string; driverData: string | Date }>({
  dataType: () => "timestamp with time zone",
  fromDriver: (value) => new Date(value).toISOString(),
});

/** The database's clock, the only one that stored times are taken from. */
export const now = sql`now()`;

/** Bytes as bytes. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
