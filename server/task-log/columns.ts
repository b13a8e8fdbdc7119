import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { targetLog } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { endCounts } from "../run/counters.ts";
import type { Counts } from "./output.ts";

/** Whole milliseconds between two moments; null where one is not known. */
export function milliseconds(from: PgColumn, to: PgColumn): SQL<number | null> {
  return sql<number | null>`(extract(epoch from ${to} - ${from}) * 1000)::int8`;
}

export const taskLogDuration = milliseconds(taskLog.startedAt, taskLog.endedAt);

/** A run's counters as the wire tells them. What is neither in hand nor at its end is pending. */
export function countsOf(row: typeof taskLog.$inferSelect): Counts {
  const ends = endCounts(row);
  const ended = Object.values(ends).reduce((sum, count) => sum + count, 0);
  return {
    total: row.targetCount,
    pending: row.targetCount - row.activeCount - ended,
    active: row.activeCount,
    ...ends,
  };
}

/** A target log as lists show it. */
export const targetLogColumns = {
  targetLogId: targetLog.id,
  taskLogId: targetLog.taskLogId,
  targetId: targetLog.targetId,
  hostId: targetLog.hostId,
  hostName: targetLog.hostName,
  cloudPool: targetLog.cloudPool,
  region: targetLog.region,
  state: targetLog.state,
  reason: targetLog.reason,
  detail: targetLog.detail,
  exitCode: targetLog.exitCode,
  batch: targetLog.batch,
  position: targetLog.position,
  startedAt: targetLog.startedAt,
  endedAt: targetLog.endedAt,
  waitedMs: milliseconds(targetLog.createdAt, targetLog.connectingAt),
  connectMs: targetLog.connectMs,
  durationMs: milliseconds(targetLog.startedAt, targetLog.endedAt),
  stdoutBytes: targetLog.stdoutBytes,
  stderrBytes: targetLog.stderrBytes,
  lastLine: targetLog.lastLine,
};
