import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { notify } from "../db/notify.ts";
import { task } from "../db/tables/task.ts";
import { databaseClock, nextFireAfter, without } from "./next-fire.ts";

/** Schedules of a disabled tenant rest, as they are: no moment is planned. */
export async function stopTenantSchedules(tx: Transaction, tenantId: number): Promise<void> {
  await tx
    .update(task)
    .set(without("tenant_disabled"))
    .where(and(eq(task.tenantId, tenantId), isNotNull(task.nextFireAt)));
}

/** Tasks that are planned with one statement: what is computed between two of them must not take long. */
const atOnce = 500;

/** They go on from now: what would have fired meanwhile is not made up for. */
export async function resumeTenantSchedules(tx: Transaction, tenantId: number): Promise<void> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const resting = await tx
      .select()
      .from(task)
      .where(
        and(
          eq(task.tenantId, tenantId),
          gt(task.id, after),
          eq(task.noNextFireReason, "tenant_disabled"),
          isNull(task.deletedAt),
        ),
      )
      .orderBy(asc(task.id))
      .limit(atOnce)
      .for("no key update");
    const now = await databaseClock(tx);
    const planned = resting.map((what) => ({ id: what.id, ...nextFireAfter(what, now) }));
    await storeAll(tx, planned);
    after = resting.length < atOnce ? undefined : resting.at(-1)?.id;
  }
  await notify(tx, "hostrun_schedule", [tenantId]);
}

type Planned = { id: number } & ReturnType<typeof nextFireAfter>;

async function storeAll(tx: Transaction, planned: Planned[]): Promise<void> {
  const column = (value: (one: Planned) => unknown) => sql.param(planned.map(value));
  await tx.execute(sql`
    update e_script_task t set next_fire_at = p.at, no_next_fire_reason = p.reason,
      enabled = t.enabled and p.reason is distinct from 'finished'
    from unnest(${column(({ id }) => id)}::bigint[], ${column(({ nextFireAt }) => nextFireAt)}::timestamptz[],
      ${column(({ noNextFireReason }) => noNextFireReason)}::text[]) as p(id, at, reason)
    where t.id = p.id`);
}
