import { and, asc, desc, eq, gt, gte, isNull, sql } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { notice } from "../db/tables/notice.ts";
import { proxy, target } from "../db/tables/target.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { sayNotice } from "../notice/say.ts";
import type { Need } from "./output.ts";

/** So many of a kind are shown. */
const shown = 5;

/**
 * What only a person can settle: changed host keys, unknown outcomes, schedules that paused
 * themselves, notices that were not taken, hosts that cannot be reached.
 */
export async function whatNeedsSomebody(tx: Transaction, ctx: ServiceContext): Promise<Need[]> {
  return [
    ...(await changedKeys(tx, ctx, "proxy")),
    ...(await changedKeys(tx, ctx, "target")),
    ...(await unknownOutcomes(tx, ctx)),
    ...(await pausedSchedules(tx, ctx)),
    ...(await undelivered(tx, ctx)),
    ...(await cannotBeUsed(tx, ctx, "unreachable")),
    ...(await cannotBeUsed(tx, ctx, "auth_failed")),
  ];
}

async function changedKeys(tx: Transaction, ctx: ServiceContext, kind: HostKind): Promise<Need[]> {
  const table = kind === "target" ? target : proxy;
  const rows = await tx
    .select({ id: table.id, name: table.name })
    .from(table)
    .where(
      and(
        visible(ctx, table.tenantId),
        isNull(table.deletedAt),
        eq(table.connectionStatus, "host_key_changed"),
      ),
    )
    .orderBy(asc(table.name))
    .limit(shown);
  return rows.map((row) => ({ type: "hostKey", host: { kind, ...row } }));
}

/** Runs of the last 30 days with lost targets that nobody has looked at since. */
async function unknownOutcomes(tx: Transaction, ctx: ServiceContext): Promise<Need[]> {
  const open = sql<number>`(select count(*)::int from e_script_target_log l
    where l.task_log_id = e_script_task_log.id and l.state = 'lost'
      and (l.late_result is null or l.late_result = 'still_running'))`;
  const rows = await tx
    .select({
      taskLogId: taskLog.id,
      taskName: taskLog.taskName,
      count: open,
      at: sql<string>`coalesce(${taskLog.endedAt}, ${taskLog.createdAt})`.mapWith(taskLog.createdAt),
    })
    .from(taskLog)
    .where(
      and(
        visible(ctx, taskLog.tenantId),
        gte(taskLog.createdAt, sql`now() - interval '30 days'`),
        gt(taskLog.lostCount, 0),
        gt(open, 0),
      ),
    )
    .orderBy(desc(taskLog.createdAt), desc(taskLog.id))
    .limit(shown);
  return rows.map((row) => ({ type: "lost", ...row }));
}

async function pausedSchedules(tx: Transaction, ctx: ServiceContext): Promise<Need[]> {
  const rows = await tx
    .select({ taskId: task.id, taskName: task.name, failuresInRow: task.failuresInRow })
    .from(task)
    .where(and(visible(ctx, task.tenantId), isNull(task.deletedAt), eq(task.noNextFireReason, "paused")))
    .orderBy(asc(task.name))
    .limit(shown);
  return rows.map((row) => ({ type: "paused", ...row }));
}

async function undelivered(tx: Transaction, ctx: ServiceContext): Promise<Need[]> {
  const rows = await tx
    .select({
      content: notice.content,
      at: notice.createdAt,
      count: sql<number>`count(*) over ()`.mapWith(Number),
    })
    .from(notice)
    .where(and(visible(ctx, notice.tenantId), eq(notice.state, "dead")))
    .orderBy(desc(notice.id))
    .limit(1);
  return rows.map(({ content, at, count }) => ({
    type: "undelivered",
    count,
    title: sayNotice(ctx.locale, content).title,
    at,
  }));
}

async function cannotBeUsed(
  tx: Transaction,
  ctx: ServiceContext,
  status: "unreachable" | "auth_failed",
): Promise<Need[]> {
  const those = and(
    visible(ctx, target.tenantId),
    isNull(target.deletedAt),
    eq(target.connectionStatus, status),
  );
  const rows = await tx
    .select({ name: target.name, count: sql<number>`count(*) over ()`.mapWith(Number) })
    .from(target)
    .where(those)
    .orderBy(asc(target.name))
    .limit(3);
  const [first] = rows;
  if (first === undefined) return [];
  return [{ type: "unreachable", status, count: first.count, names: rows.map(({ name }) => name) }];
}
