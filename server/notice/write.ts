import { eq } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import { notice } from "../db/tables/notice.ts";
import { tenant } from "../db/tables/tenant.ts";
import type { NoticeContent, NoticeLevel } from "../domain/notice.ts";
import { found } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import { databaseClock } from "../schedule/next-fire.ts";

/** Whom a notice is about. */
export type About = Pick<NoticeContent, "tenant" | "timeZone" | "at">;

/** An event as it is told. */
export interface NewNotice {
  tenantId: number;
  /** What makes the event count once, within its tenant. */
  eventKey: string;
  level: NoticeLevel;
  taskId?: number;
  taskLogId?: number;
  content: NoticeContent;
}

/** The parts that every notice has. */
export async function aboutTenant(tx: Transaction, tenantId: number): Promise<About> {
  const { name, timeZone } = found((await tx.select().from(tenant).where(eq(tenant.id, tenantId)))[0]);
  return { tenant: { id: tenantId, name }, timeZone, at: (await databaseClock(tx)).toISOString() };
}

/**
 * Writes a notice in the transaction of what it tells, with the job that brings it to its channels. An event that was
 * written before is left as it is.
 */
export async function writeNotice(tx: Transaction, boss: PgBoss, event: NewNotice): Promise<void> {
  const { kind } = event.content;
  const rows = await tx
    .insert(notice)
    .values({ ...event, kind })
    .onConflictDoNothing()
    .returning({ id: notice.id });
  for (const { id: noticeId } of rows) await enqueue(boss, tx, "spreadNotice", { noticeId });
}
