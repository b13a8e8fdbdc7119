import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { inTenant, type Scoped } from "../db/in-tenant.ts";
import type { SendReason } from "../domain/notice.ts";
import { found } from "../errors.ts";

/** How the message centre has answered lately, as it was recorded. */
export interface CentreHealth {
  /** Of the last attempt that has ended; null before the first. */
  last: { outcome: "delivered" | "again" | "refused"; reason: SendReason | null; at: string } | null;
  /** Notices that wait for a further attempt. */
  waiting: number;
  /** Those that it did not take, and that nobody has tried again or given up. */
  dead: number;
}

/**
 * Whether the message centre takes what it is given, by the attempts that workers have recorded: nobody is dialled.
 * Null where none is set up and none ever was.
 *
 * @param isSetUp whether the operator has named one
 */
export function lookAtMessageCentre(ctx: Scoped, isSetUp: boolean): Promise<CentreHealth | null> {
  const { tenantId } = ctx.scope;
  const mine = tenantId === "all" ? sql`true` : sql`d.tenant_id = ${tenantId}`;
  return inTenant(ctx, async (tx) => {
    const last = await lastAnswer(tx, mine);
    if (last === null && !isSetUp) return null;
    const of = (state: SQL) => sql`(select count(*)::int from notice_delivery d
      where ${mine} and d.state = ${state} and d.channel_kind = 'message_centre' and d.attempts > 0)`;
    const { rows } = await tx.execute<{ waiting: number; dead: number }>(
      sql`select ${of(sql`'waiting'`)} as waiting, ${of(sql`'dead'`)} as dead`,
    );
    return { last, ...found(rows[0]) };
  });
}

/** Deliveries end in about the order in which they were made: each tenant's last few have the last answer. */
async function lastAnswer(tx: Transaction, mine: SQL): Promise<CentreHealth["last"]> {
  const { rows } = await tx.execute<{
    outcome: "delivered" | "again" | "refused";
    reason: SendReason;
    at: Date;
  }>(sql`
    select a.outcome, a.reason, a.ended_at as at
    from tenant cross join lateral (
      select d.id, d.tenant_id from notice_delivery d
      where d.tenant_id = tenant.id and d.channel_id is null and d.attempts > 0 and ${mine}
      order by d.id desc limit 50) as d
    join notice_attempt a on a.tenant_id = d.tenant_id and a.delivery_id = d.id
    where a.outcome is not null
    order by a.ended_at desc limit 1`);
  const [row] = rows;
  return row === undefined ? null : { ...row, at: new Date(row.at).toISOString() };
}
