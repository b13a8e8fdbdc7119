import { and, count, desc, eq, isNull, type SQL } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { countValues, maximumFacets } from "../db/list.ts";
import { script } from "../db/tables/script.ts";
import { task } from "../db/tables/task.ts";
import { lastRunKindOf, lastRunKinds } from "../domain/task-log-state.ts";
import type { TaskFacets } from "./output.ts";

/** How many living tasks there are by what their last run came to, by schedule, type and script. */
export function taskFacets(caller: ServiceContext, input: { tenantId?: number }): Promise<TaskFacets> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const living = and(visible(ctx, task.tenantId), isNull(task.deletedAt));
    return {
      lastRuns: await countLastRuns(tx, living),
      schedules: await countSchedules(tx, living),
      types: await countValues(tx, task, task.type, living),
      scripts: await countScripts(tx, living),
    };
  });
}

async function countLastRuns(tx: Transaction, living: SQL | undefined): Promise<TaskFacets["lastRuns"]> {
  const rows = await tx
    .select({ state: task.lastState, count: count() })
    .from(task)
    .where(living)
    .groupBy(task.lastState);
  const byKind = Map.groupBy(rows, ({ state }) => lastRunKindOf(state));
  return lastRunKinds.flatMap((value) => {
    const same = byKind.get(value) ?? [];
    return same.length === 0 ? [] : [{ value, count: same.reduce((sum, one) => sum + one.count, 0) }];
  });
}

async function countSchedules(tx: Transaction, living: SQL | undefined): Promise<TaskFacets["schedules"]> {
  const rows = await tx
    .select({ reason: task.noNextFireReason, count: count() })
    .from(task)
    .where(living)
    .groupBy(task.noNextFireReason);
  return rows.map((row) => ({ value: row.reason ?? "planned", count: row.count }));
}

function countScripts(tx: Transaction, living: SQL | undefined): Promise<TaskFacets["scripts"]> {
  return tx
    .select({ id: script.id, name: script.name, count: count() })
    .from(task)
    .innerJoin(script, and(eq(script.tenantId, task.tenantId), eq(script.id, task.scriptId)))
    .where(living)
    .groupBy(script.id, script.name)
    .orderBy(desc(count()), script.name)
    .limit(maximumFacets);
}
