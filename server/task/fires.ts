import { and, count, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { actorName, requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { orderBy, pageWindow, withTotal } from "../db/list.ts";
import { scheduleFire } from "../db/tables/schedule.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { Locale } from "../domain/locale.ts";
import { done } from "../domain/wire.ts";
import { ServiceError } from "../errors.ts";
import { fireReason } from "../messages.ts";
import type { FireRow } from "../schedule/fire-row.ts";
import { countsOf } from "../task-log/columns.ts";
import type { TaskCancelFireInput, TaskFiresInput } from "./input.ts";
import { lockTask, ownTask } from "./load.ts";
import type { Fire, FirePage } from "./output.ts";
import { scheduleChanges } from "./schedule-changes.ts";

/** A page of a task's planned moments, newest first, each with what became of it; and how many of each outcome. */
export function listFires(ctx: ServiceContext, input: TaskFiresInput): Promise<FirePage> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const { tenantId, id } = await ownTask(tx, ctx, input.id);
    const inSpan = and(
      eq(scheduleFire.tenantId, tenantId),
      eq(scheduleFire.taskId, id),
      input.from === undefined ? undefined : gte(scheduleFire.fireAt, input.from),
      input.to === undefined ? undefined : lt(scheduleFire.fireAt, input.to),
    );
    const matching = and(inSpan, input.outcome && eq(scheduleFire.outcome, input.outcome));
    const { limit, offset } = pageWindow(input);
    // The last of the page before comes too: what was changed since it belongs to this page.
    const newer = offset > 0 ? 1 : 0;
    const found = await tx
      .select()
      .from(scheduleFire)
      .where(matching)
      .orderBy(...orderBy({ fireAt: scheduleFire.fireAt }, input, scheduleFire.fireAt))
      .limit(limit + newer)
      .offset(offset - newer);
    const rows = found.slice(newer);
    const runs = await runsOf(tx, tenantId, rows);
    const page = await withTotal(tx, rows, scheduleFire, matching);
    const isLast = offset + rows.length >= page.total;
    const changesIn = {
      from: isLast ? input.from : rows.at(-1)?.fireAt,
      to: newer === 1 ? found[0]?.fireAt : input.to,
    };
    return {
      ...page,
      items: rows.map((row) => fireOf(row, runs, ctx.locale)),
      outcomes: await countOutcomes(tx, inSpan),
      changes: input.outcome === undefined ? await scheduleChanges(tx, { tenantId, id }, changesIn) : [],
    };
  });
}

async function countOutcomes(tx: Transaction, matching: SQL | undefined): Promise<FirePage["outcomes"]> {
  return tx
    .select({
      outcome: scheduleFire.outcome,
      rows: count(),
      count: sql<number>`sum(${scheduleFire.count})::int`,
    })
    .from(scheduleFire)
    .where(matching)
    .groupBy(scheduleFire.outcome)
    .orderBy(scheduleFire.outcome);
}

type RunRow = typeof taskLog.$inferSelect;

async function runsOf(tx: Transaction, tenantId: number, fires: FireRow[]): Promise<Map<number, RunRow>> {
  const ids = [
    ...new Set(fires.flatMap(({ taskLogId, inTheWayId }) => [taskLogId ?? [], inTheWayId ?? []].flat())),
  ];
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(taskLog)
    .where(and(eq(taskLog.tenantId, tenantId), inArray(taskLog.id, ids)));
  return new Map(rows.map((row) => [row.id, row]));
}

function fireOf(row: FireRow, runs: Map<number, RunRow>, locale: Locale): Fire {
  const { latenessMs, reason, reasonValues, taskLogId, inTheWayId, calendarId, calendarName } = row;
  return {
    ...row,
    message: reason === null ? null : fireReason(locale, reason, reasonValues ?? {}),
    lateBySeconds: latenessMs === null ? null : latenessMs / 1000,
    taskLog: runOf(runs, taskLogId),
    inTheWay: runOf(runs, inTheWayId),
    calendar: calendarId === null ? null : { id: calendarId, name: calendarName ?? "" },
  };
}

function runOf(runs: Map<number, RunRow>, id: number | null): Fire["taskLog"] {
  const run = id === null ? undefined : runs.get(id);
  return run === undefined ? null : { ...run, counts: countsOf(run) };
}

/** Takes a moment out of the queue. One that does not wait any more is a conflict. */
export function cancelFire(ctx: ServiceContext, { id, fireAt }: TaskCancelFireInput): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const what = await lockTask(tx, ctx, id);
    const taken = await tx
      .update(scheduleFire)
      .set({
        outcome: "cancelled",
        reason: "taken_out",
        cancelledBy: actorName(ctx.actor),
        updatedAt: sql`now()`,
      })
      .where(
        and(
          eq(scheduleFire.tenantId, what.tenantId),
          eq(scheduleFire.taskId, id),
          eq(scheduleFire.fireAt, fireAt),
          eq(scheduleFire.outcome, "queued"),
        ),
      )
      .returning({ at: scheduleFire.fireAt });
    if (taken.length === 0) throw new ServiceError("CONFLICT", "FIRE_NOT_QUEUED");
    await audit(tx, ctx, {
      tenantId: what.tenantId,
      action: "task.cancelFire",
      object: { type: "task", id, name: what.name },
      after: { fireAt },
    });
    return done;
  });
}
