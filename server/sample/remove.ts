import { and, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { script } from "../db/tables/script.ts";
import { task } from "../db/tables/task.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { ServiceError } from "../errors.ts";
import { deleteScript } from "../script/delete.ts";
import { deleteTask } from "../task/delete.ts";
import type { SamplesRemoved } from "./output.ts";

/**
 * Takes the samples away, tasks before their scripts, each by its own rules: what runs right now is refused, and
 * a second call goes on where one ended. Their logs stay, the sandbox stays as long as the operator has one, and so
 * does a script that somebody's own task uses.
 */
export async function removeSamples(
  caller: ServiceContext,
  input: { tenantId?: number },
): Promise<SamplesRemoved> {
  requireScope(caller, "write");
  const ctx = forList(caller, input.tenantId);
  const { tasks, unused } = await inTenant(ctx, async (tx) => {
    await refuseWhileRunning(tx, ctx);
    return samplesIn(tx, ctx);
  });
  for (const id of tasks) await deleteTask(ctx, { id });
  for (const id of unused) await deleteScript(ctx, { id });
  const kept = await inTenant(ctx, (tx) => keepTheRest(tx, ctx));
  return { scripts: unused.length, tasks: tasks.length, kept };
}

/** Looked at before anything goes; what starts between is refused by its own deletion. */
async function refuseWhileRunning(tx: Transaction, ctx: ServiceContext): Promise<void> {
  const running = await tx
    .select({ id: taskLog.id })
    .from(taskLog)
    .innerJoin(task, and(eq(task.tenantId, taskLog.tenantId), eq(task.id, taskLog.taskId)))
    .where(and(visible(ctx, taskLog.tenantId), isNull(taskLog.endedAt), isNotNull(task.sample)))
    .limit(1);
  if (running.length > 0) throw new ServiceError("CONFLICT", "TASK_RUNNING");
}

async function samplesIn(tx: Transaction, ctx: ServiceContext) {
  const tasks = await tx
    .select({ id: task.id })
    .from(task)
    .where(and(visible(ctx, task.tenantId), isNotNull(task.sample), isNull(task.deletedAt)));
  const unused = await tx
    .select({ id: script.id })
    .from(script)
    .where(and(livingSample(ctx), sql`not ${usedByOwnTask}`));
  return { tasks: tasks.map(({ id }) => id), unused: unused.map(({ id }) => id) };
}

function livingSample(ctx: ServiceContext): SQL | undefined {
  return and(visible(ctx, script.tenantId), isNotNull(script.sample), isNull(script.deletedAt));
}

const usedByOwnTask = sql`exists (select from e_script_task t where t.tenant_id = e_script.tenant_id
  and t.script_id = e_script.id and t.sample is null and t.deleted_at is null)`;

/** What is left is used: from now on it is whoever uses it's. */
async function keepTheRest(tx: Transaction, ctx: ServiceContext): Promise<string[]> {
  const rows = await tx
    .update(script)
    .set({ sample: null })
    .where(livingSample(ctx))
    .returning({ id: script.id, tenantId: script.tenantId, name: script.name });
  for (const { id, tenantId, name } of rows) {
    const object = { type: "script", id, name };
    await audit(tx, ctx, { tenantId, action: "script.update", object, after: { sample: null } });
  }
  return rows.map(({ name }) => name).sort();
}
