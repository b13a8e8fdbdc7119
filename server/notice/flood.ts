import { and, asc, desc, eq, isNull, ne, notInArray, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import { notice } from "../db/tables/notice.ts";
import { tenant } from "../db/tables/tenant.ts";
import { type NoticeLevel, type NoticeOf, noticeLevels } from "../domain/notice.ts";
import { found } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import { aboutTenant } from "./write.ts";

/** So many notices of a tenant go out within a minute; what is more goes out together, as one. */
export const noticesPerMinute = 20;
/** How long others are gathered before that one goes. */
const gatherSeconds = 60;
/** So many tasks are named in it. */
const namedTasks = 10;

type NoticeRow = typeof notice.$inferSelect;

/**
 * Folds a locked notice into one that tells many together, where the tenant has had its share of the last minute; true
 * where it was. The tenant's row is locked, so that of several at once each is counted.
 */
export async function foldIntoFlood(
  tx: Transaction,
  boss: PgBoss,
  row: NoticeRow,
  perMinute = noticesPerMinute,
): Promise<boolean> {
  if (row.kind === "flood") return false;
  await lockTenant(tx, row.tenantId);
  if ((await spreadLately(tx, row.tenantId)) < perMinute) return false;
  const floodId = (await openFlood(tx, row.tenantId)) ?? (await beginFlood(tx, boss, row));
  await tx
    .update(notice)
    .set({ state: "folded", foldedInto: floodId, spreadAt: sql`now()` })
    .where(and(eq(notice.tenantId, row.tenantId), eq(notice.id, row.id)));
  return true;
}

async function lockTenant(tx: Transaction, tenantId: number): Promise<void> {
  await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId)).for("no key update");
}

/** How many went out in the last minute. */
async function spreadLately(tx: Transaction, tenantId: number): Promise<number> {
  const rows = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(notice)
    .where(
      and(
        eq(notice.tenantId, tenantId),
        sql`${notice.spreadAt} > now() - interval '1 minute'`,
        notInArray(notice.state, ["folded", "untold"]),
        ne(notice.kind, "test"),
      ),
    );
  return found(rows[0]).count;
}

/** The one that gathers others at the moment. */
async function openFlood(tx: Transaction, tenantId: number): Promise<number | undefined> {
  const rows = await tx
    .select({ id: notice.id })
    .from(notice)
    .where(and(eq(notice.tenantId, tenantId), eq(notice.kind, "flood"), isNull(notice.spreadAt)))
    .limit(1);
  return rows[0]?.id;
}

async function beginFlood(tx: Transaction, boss: PgBoss, first: NoticeRow): Promise<number> {
  const { tenantId, level, createdAt } = first;
  const about = await aboutTenant(tx, tenantId);
  const times = { firstAt: createdAt, lastAt: createdAt };
  const content = { kind: "flood" as const, ...about, count: 1, ...times, tasks: [], moreTasks: 0 };
  const made = await tx
    .insert(notice)
    .values({
      tenantId,
      eventKey: `flood ${first.id}`,
      kind: "flood",
      level,
      content,
      spreadFrom: sql`now() + make_interval(secs => ${gatherSeconds})`,
    })
    .returning({ id: notice.id });
  const noticeId = found(made[0]).id;
  await enqueue(boss, tx, "spreadNotice", { noticeId }, { startAfterSeconds: gatherSeconds });
  return noticeId;
}

/** Closes a locked flood: nothing more is folded into it, and it tells of all that was. Answers the tasks that it is about. */
export async function closeFlood(tx: Transaction, { tenantId, id }: NoticeRow): Promise<number[]> {
  await lockTenant(tx, tenantId);
  const folded = and(eq(notice.tenantId, tenantId), eq(notice.foldedInto, id));
  const name = sql<string>`notice.content->'task'->>'name'`;
  const tasks = await tx
    .select({
      id: notice.taskId,
      name: sql<string>`max(${name})`,
      count: sql<number>`count(*)::int`.as("count"),
      levels: sql<NoticeLevel[]>`array_agg(distinct ${notice.level})`,
      firstAt: sql<string>`min(${notice.createdAt})`.mapWith(notice.createdAt),
      lastAt: sql<string>`max(${notice.createdAt})`.mapWith(notice.createdAt),
    })
    .from(notice)
    .where(folded)
    .groupBy(notice.taskId)
    .orderBy(desc(sql`count`), asc(notice.taskId));
  const named = tasks.flatMap(({ id: taskId, name, count }) =>
    taskId === null ? [] : { id: taskId, name, count },
  );
  const about = await aboutTenant(tx, tenantId);
  const content: NoticeOf<"flood"> = {
    kind: "flood",
    ...about,
    count: tasks.reduce((sum, { count }) => sum + count, 0),
    firstAt: tasks.map(({ firstAt }) => firstAt).sort()[0] ?? about.at,
    lastAt:
      tasks
        .map(({ lastAt }) => lastAt)
        .sort()
        .at(-1) ?? about.at,
    tasks: named.slice(0, namedTasks),
    moreTasks: Math.max(0, named.length - namedTasks),
  };
  const worst = noticeLevels.findLast((level) => tasks.some(({ levels }) => levels.includes(level)));
  await tx
    .update(notice)
    .set({ content, level: worst ?? "warning" })
    .where(and(eq(notice.tenantId, tenantId), eq(notice.id, id)));
  return named.map(({ id: taskId }) => taskId);
}
