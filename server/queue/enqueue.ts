import { sql } from "drizzle-orm";
import { fromDrizzle, type PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import type { JobName, JobPayload } from "./jobs.ts";

/** Hands a job over in the caller's transaction: a rollback leaves no job behind. */
export async function enqueue<N extends JobName>(
  boss: PgBoss,
  tx: Transaction,
  name: N,
  payload: JobPayload<N>,
  options: { startAfterSeconds?: number } = {},
): Promise<void> {
  await boss.send(name, payload, { db: fromDrizzle(tx, sql), startAfter: options.startAfterSeconds });
}
