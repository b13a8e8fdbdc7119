import { and, desc, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { taskLogDuration } from "../task-log/columns.ts";
import { taskLogItemOf } from "../task-log/list.ts";
import type { FailedRun, Summary } from "./output.ts";

const shown = 6;
const notGood = ["failed", "timed_out", "interrupted"] as const;
const ended = [...notGood, "succeeded", "cancelled"] as const;

/** What did not end well in the last 24 hours, each with the first host that says why; and the day before, to compare. */
export async function failedLately(tx: Transaction, ctx: ServiceContext): Promise<Summary["failed"]> {
  const own = visible(ctx, taskLog.tenantId);
  const since = (hours: number) => sql`now() - make_interval(hours => ${hours})`;
  const lately = and(own, gte(taskLog.createdAt, since(24)));
  const dayBefore = and(own, gte(taskLog.createdAt, since(48)), lt(taskLog.createdAt, since(24)));
  const failed = inArray(taskLog.state, [...notGood]);
  const rows = await tx
    .select({ row: taskLog, durationMs: taskLogDuration })
    .from(taskLog)
    .where(and(lately, failed))
    .orderBy(desc(taskLog.createdAt), desc(taskLog.id))
    .limit(shown);
  const first = await firstHosts(
    tx,
    rows.map(({ row }) => row.id),
  );
  return {
    total: await countRuns(tx, and(lately, failed)),
    of: await countRuns(tx, and(lately, inArray(taskLog.state, [...ended]))),
    dayBefore: await countRuns(tx, and(dayBefore, failed)),
    items: rows.map(({ row, durationMs }) => ({
      ...taskLogItemOf(row, durationMs),
      first: first.get(row.id) ?? null,
    })),
  };
}

async function countRuns(tx: Transaction, matching: SQL | undefined): Promise<number> {
  const [row] = await tx.select({ count: sql<number>`count(*)::int` }).from(taskLog).where(matching);
  return row?.count ?? 0;
}

/** Of each run the host that stands first among those that did not succeed. */
async function firstHosts(tx: Transaction, ids: number[]): Promise<Map<number, FailedRun["first"]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectDistinctOn([targetLog.taskLogId], {
      taskLogId: targetLog.taskLogId,
      hostName: targetLog.hostName,
      state: targetLog.state,
      lastLine: targetLog.lastLine,
      detail: targetLog.detail,
    })
    .from(targetLog)
    .where(
      and(
        inArray(targetLog.taskLogId, ids),
        inArray(targetLog.state, ["failed", "timed_out", "unreachable", "lost"]),
      ),
    )
    .orderBy(targetLog.taskLogId, targetLog.batch, targetLog.position);
  return new Map(rows.map(({ taskLogId, ...first }) => [taskLogId, first]));
}
