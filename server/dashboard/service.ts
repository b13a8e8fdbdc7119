import { and, asc, desc, eq, isNotNull, isNull, ne, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { withTotal } from "../db/list.ts";
import { noticeChannel } from "../db/tables/notice.ts";
import { script } from "../db/tables/script.ts";
import { target } from "../db/tables/target.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { tenant } from "../db/tables/tenant.ts";
import { env } from "../env.ts";
import { livingWorkers } from "../system/workers.ts";
import { taskLogDuration } from "../task-log/columns.ts";
import { taskLogItemOf } from "../task-log/list.ts";
import { failedLately } from "./failed.ts";
import { whatNeedsSomebody } from "./needs.ts";
import type { Summary } from "./output.ts";

/** So many of a kind are shown; the rest is counted. */
const shown = 5;

/** What runs, what needs a person, what failed and how it went lately: the overview in one question. */
export async function dashboardSummary(
  caller: ServiceContext,
  input: { tenantId?: number },
): Promise<Summary> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  const workers = await livingWorkers(ctx.database);
  return inTenant(ctx, async (tx) => {
    const { at, timeZone } = await clockOf(tx, ctx);
    return {
      at,
      timeZone,
      running: await runningNow(tx, ctx),
      needs: await whatNeedsSomebody(tx, ctx),
      nextFires: await nextFires(tx, ctx),
      failed: await failedLately(tx, ctx),
      days: await lastDays(tx, ctx, timeZone),
      targets: await countTargets(tx, ctx),
      made: await countMade(tx, ctx),
      workers,
    };
  });
}

/** Now, and the zone whose days are counted: the tenant's in view, else the caller's own. */
async function clockOf(tx: Transaction, { actor, scope }: ServiceContext) {
  const home = actor.kind === "user" ? actor.tenantId : 0;
  const id = scope.tenantId === "all" ? home : scope.tenantId;
  const rows = await tx
    .select({ at: sql<string>`now()`.mapWith(taskLog.createdAt), timeZone: tenant.timeZone })
    .from(tenant)
    .where(eq(tenant.id, id));
  return rows[0] ?? { at: new Date().toISOString(), timeZone: "UTC" };
}

async function runningNow(tx: Transaction, ctx: ServiceContext): Promise<Summary["running"]> {
  const going = and(visible(ctx, taskLog.tenantId), isNull(taskLog.endedAt));
  const rows = await tx
    .select({ row: taskLog, durationMs: taskLogDuration })
    .from(taskLog)
    .where(going)
    .orderBy(desc(taskLog.id))
    .limit(shown);
  const [sums] = await tx
    .select({ total: sql<number>`count(*)::int`, hosts: sql<number>`coalesce(sum(target_count), 0)::int` })
    .from(taskLog)
    .where(going);
  const items = rows.map(({ row, durationMs }) => taskLogItemOf(row, durationMs));
  return { total: sums?.total ?? 0, hosts: sums?.hosts ?? 0, items };
}

async function nextFires(tx: Transaction, ctx: ServiceContext): Promise<Summary["nextFires"]> {
  const planned = and(visible(ctx, task.tenantId), isNotNull(task.nextFireAt));
  const rows = await tx
    .select({ taskId: task.id, taskName: task.name, type: task.type, at: task.nextFireAt })
    .from(task)
    .where(planned)
    .orderBy(asc(task.nextFireAt), asc(task.id))
    .limit(shown);
  const { total } = await withTotal(tx, rows, task, planned);
  return { total, items: rows.flatMap(({ at, ...row }) => (at === null ? [] : [{ ...row, at }])) };
}

/** How many days the chart shows, today with them. */
const dayCount = 30;

async function lastDays(tx: Transaction, ctx: ServiceContext, timeZone: string): Promise<Summary["days"]> {
  const today = sql`(now() at time zone ${timeZone})::date`;
  const rows = await tx.execute<Summary["days"][number]>(sql`
    select to_char(day, 'YYYY-MM-DD') as day, coalesce(succeeded, 0)::int as succeeded,
      coalesce(ended - succeeded, 0)::int as failed
    from generate_series(${today} - ${dayCount - 1}::int, ${today}, interval '1 day') as day
    left join (
      select (created_at at time zone ${timeZone})::date as made, count(*) as ended,
        count(*) filter (where state = 'succeeded') as succeeded
      from ${taskLog}
      where ${visible(ctx, taskLog.tenantId) ?? sql`true`}
        and created_at >= (${today} - ${dayCount - 1}::int)::timestamp at time zone ${timeZone}
        and state in ('succeeded', 'failed', 'cancelled', 'timed_out', 'interrupted')
      group by made
    ) as runs on runs.made = day::date
    order by day`);
  return rows.rows;
}

async function countTargets(tx: Transaction, ctx: ServiceContext): Promise<Summary["targets"]> {
  const living = and(visible(ctx, target.tenantId), isNull(target.deletedAt));
  const statuses = await tx
    .select({ status: target.connectionStatus, count: sql<number>`count(*)::int` })
    .from(target)
    .where(living)
    .groupBy(target.connectionStatus);
  const regions = await tx
    .select({
      region: sql<string>`${target.region}`,
      total: sql<number>`count(*)::int`,
      ok: sql<number>`count(*) filter (where ${target.connectionStatus} = 'ok')::int`,
    })
    .from(target)
    .where(and(living, sql`${target.region} is not null`))
    .groupBy(target.region)
    .orderBy(sql`count(*) desc`, target.region)
    .limit(shown);
  const total = statuses.reduce((sum, { count }) => sum + count, 0);
  return { total, statuses, regions };
}

async function countMade(tx: Transaction, ctx: ServiceContext): Promise<Summary["made"]> {
  const own = (table: Countable, isOwn: SQL | undefined) =>
    and(visible(ctx, table.tenantId), isNull(table.deletedAt), isOwn);
  return {
    targets: await countUpTo(tx, target, own(target, eq(target.sandbox, false))),
    scripts: await countUpTo(tx, script, own(script, isNull(script.sample))),
    schedules: await countUpTo(tx, task, own(task, and(ne(task.type, "immediate"), isNull(task.sample)))),
    notices: env().MANAGER_URL !== undefined || (await hasChannel(tx, ctx)),
    ranOnOwnHost: await hasRunOnOwnHost(tx, ctx),
  };
}

async function hasChannel(tx: Transaction, ctx: ServiceContext): Promise<boolean> {
  const rows = await tx
    .select({ id: noticeChannel.id })
    .from(noticeChannel)
    .where(and(visible(ctx, noticeChannel.tenantId), isNull(noticeChannel.deletedAt)))
    .limit(1);
  return rows.length > 0;
}

/** Whether a script has started on any host but a sandbox: one look into an index for each host, up to the first. */
async function hasRunOnOwnHost(tx: Transaction, ctx: ServiceContext): Promise<boolean> {
  const found = await tx.execute(sql`
    select from ${target} cross join lateral (
      select from e_script_target_log l
      where l.tenant_id = ${target.tenantId} and l.target_id = ${target.id} and l.started_at is not null
      order by l.id desc limit 1
    ) as run
    where ${visible(ctx, target.tenantId) ?? sql`true`} and not ${target.sandbox} limit 1`);
  return found.rows.length > 0;
}

type Countable = typeof script | typeof target | typeof task;

/** Whether there are any is what is asked; counting ends at 100. */
async function countUpTo(tx: Transaction, table: Countable, matching: SQL | undefined): Promise<number> {
  const counted = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count
    from (select from ${table} where ${matching ?? sql`true`} limit 100) as counted`);
  return counted.rows[0]?.count ?? 0;
}
