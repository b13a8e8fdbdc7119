import { isDeepStrictEqual } from "node:util";
import { and, eq, sql } from "drizzle-orm";
import { actorId, actorName, requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { writing } from "../db/errors.ts";
import { inTenant } from "../db/in-tenant.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { definedOf, valuesAt } from "../domain/changes.ts";
import type { SampleKey } from "../domain/sample.ts";
import type { SchedulePolicy } from "../domain/schedule/policy.ts";
import { type Strategy, strategySchema } from "../domain/strategy.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { once } from "../idempotency/once.ts";
import { requireChannelsOf } from "../notice/load.ts";
import { startRun } from "../run/start.ts";
import type { TaskCreateInput, TaskUpdateInput } from "./input.ts";
import { selectTasks, taskItemOf } from "./list.ts";
import { livingTask, lockTask, requireScriptOf, requireTargetsOf, type TaskRow } from "./load.ts";
import type { Task } from "./output.ts";
import {
  planAnew,
  type ScheduleColumns,
  type ScheduleInput,
  scheduleColumns,
  startSchedule,
} from "./plan.ts";
import { compareTargets, triggerOf } from "./start.ts";

/** A task with everything that a run of it would be made of. */
export function getTask(ctx: ServiceContext, { id }: { id: number }): Promise<Task> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const selected = found((await selectTasks(tx, livingTask(ctx, id)))[0]);
    const { row } = selected;
    const targetIds = await targetIdsOf(tx, row.tenantId, id);
    return { ...row, ...row.strategy, ...row.schedule, ...taskItemOf(selected, ctx.locale), targetIds };
  });
}

type Caller = Pick<ServiceContext, "actor" | "request">;

/** Makes a task and, if asked, starts it in the same transaction. */
export function createTask(
  ctx: ServiceContext,
  { idempotencyKey: key, ...input }: TaskCreateInput,
): Promise<{ id: number; taskLogId: number | null; nextFireAt: string | null }> {
  requireScope(ctx, "write");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, (tx) =>
    once(tx, ctx, { verb: "task.create", key, input }, async () => {
      const id = await insertTask(tx, ctx, tenantId, input);
      if (!input.start) return { id, taskLogId: null, nextFireAt: null };
      const { reason, expectedTargets } = input;
      if (input.type !== "immediate") {
        const made = await lockTask(tx, ctx, id);
        const nextFireAt = await startSchedule(tx, ctx, made, { reason, expectedTargets });
        return { id, taskLogId: null, nextFireAt };
      }
      const taskLogId = await startRun(tx, ctx, { taskId: id, trigger: triggerOf(ctx), reason });
      if (expectedTargets !== undefined) await compareTargets(tx, taskLogId, expectedTargets);
      return { id, taskLogId, nextFireAt: null };
    }),
  );
}

/** Stores a task, whoever asks for it; answers its id. */
export async function insertTask(
  tx: Transaction,
  ctx: Caller,
  tenantId: number,
  input: Omit<TaskCreateInput, "idempotencyKey" | keyof SchedulePolicy> &
    Partial<SchedulePolicy> & { sample?: SampleKey },
): Promise<number> {
  const { name, type, scriptId, scriptVersion = null, targetIds, environment, sample } = input;
  await requireScriptOf(tx, tenantId, scriptId, scriptVersion);
  await requireTargetsOf(tx, ctx, tenantId, targetIds);
  await requireChannelsOf(tx, tenantId, input.noticeChannelIds ?? []);
  const strategy = strategySchema.parse(input);
  const schedule = await scheduleColumns(tx, { tenantId, type }, input);
  const isPlanned = type !== "immediate";
  const values = {
    name,
    type,
    scriptId,
    scriptVersion,
    arguments: input.arguments,
    environment,
    strategy,
    sample,
    ...schedule,
    ...noticesOf(input),
    // A schedule is at work once somebody starts it.
    enabled: !isPlanned,
    noNextFireReason: isPlanned ? ("stopped" as const) : ("immediate" as const),
  };
  const author = { createdById: actorId(ctx.actor), createdBy: actorName(ctx.actor) };
  const rows = await writing(
    input,
    tx
      .insert(task)
      .values({ tenantId, ...values, ...author })
      .returning({ id: task.id }),
  );
  const { id } = found(rows[0]);
  await insertTargets(tx, tenantId, id, targetIds);
  await audit(tx, ctx, {
    tenantId,
    action: "task.create",
    object: { type: "task", id, name },
    after: { ...values, targets: targetIds.length },
  });
  return id;
}

/** Changes a task; runs that exist keep what they were started with. A sample that somebody changes is theirs. */
export function updateTask(ctx: ServiceContext, { id, ...input }: TaskUpdateInput): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const before = await lockTask(tx, ctx, id);
    const { tenantId } = before;
    const { targetIds, name, scriptId, environment } = input;
    const version = versionAfter(before, input);
    if (scriptId !== undefined || input.scriptVersion !== undefined) {
      await requireScriptOf(tx, tenantId, scriptId ?? before.scriptId, version);
    }
    await requireChannelsOf(tx, tenantId, input.noticeChannelIds ?? []);
    const strategy: Strategy = { ...before.strategy, ...definedOf(strategyOf(input)) };
    const schedule = await scheduleAfter(tx, before, input);
    const changes = {
      ...schedule,
      ...noticesOf(input),
      name,
      scriptId,
      scriptVersion: version,
      arguments: input.arguments,
      environment,
      strategy,
    };
    await writing(
      input,
      tx
        .update(task)
        .set({ ...changes, sample: null, updatedAt: sql`now()` })
        .where(and(eq(task.tenantId, tenantId), eq(task.id, id))),
    );
    if (targetIds !== undefined) await replaceTargets(tx, ctx, before, targetIds);
    if (schedule !== undefined && before.enabled && before.type !== "immediate") {
      await planAnew(tx, ctx, before, schedule);
    }
    await audit(tx, ctx, {
      tenantId,
      action: "task.update",
      object: { type: "task", id, name: name ?? before.name },
      before: valuesAt(before, changes),
      after: { ...changes, targets: targetIds?.length },
    });
    return done;
  });
}

/** The schedule as changed; undefined where nothing of it was given, or all is as it was. */
async function scheduleAfter(
  tx: Transaction,
  before: TaskRow,
  input: Omit<TaskUpdateInput, "id">,
): Promise<ScheduleColumns | undefined> {
  const { cron, runAt, timeZone, schedule } = before;
  const { type } = before;
  if (type !== "cron" && input.cron !== undefined) throw notOfType("cron");
  if (type !== "once" && input.runAt !== undefined) throw notOfType("runAt");
  const same = { cron, runAt, timeZone, schedule };
  const after = await scheduleColumns(
    tx,
    { tenantId: before.tenantId, type, before: same },
    changedOf(same, input),
  );
  return isDeepStrictEqual(after, same) ? undefined : after;
}

/** A form sends all of it: what is as it was is not looked at again, so that a moment that has passed does no harm. */
function changedOf(same: ScheduleColumns, input: ScheduleInput): ScheduleInput {
  const known = { ...same.schedule, cron: same.cron, runAt: same.runAt, timeZone: same.timeZone };
  return Object.fromEntries(
    Object.entries(input).filter(
      ([name, value]) => !isDeepStrictEqual(known[name as keyof typeof known], value),
    ),
  );
}

function notOfType(field: string): ServiceError {
  return new ServiceError("BAD_REQUEST", "NOT_OF_TYPE", {}, [field]);
}

/** A number pins a version of one script: with another script it would mean another text. */
function versionAfter(
  before: typeof task.$inferSelect,
  { scriptId, scriptVersion }: Pick<TaskUpdateInput, "scriptId" | "scriptVersion">,
): number | null {
  if (scriptVersion !== undefined) return scriptVersion;
  return scriptId === undefined || scriptId === before.scriptId ? before.scriptVersion : null;
}

/** Who is told, as a caller says it: undefined is as it was. */
function noticesOf({ noticeRule, noticeReceivers, noticeChannelIds }: Omit<TaskUpdateInput, "id">) {
  return { noticeRule, noticeReceivers, noticeChannelIds };
}

function strategyOf(input: Omit<TaskUpdateInput, "id">): Partial<Strategy> {
  const { concurrency, perProxyConcurrency, connectTimeoutSeconds, timeoutSeconds } = input;
  const { stopGraceSeconds, connectRetries, outputLimitBytes } = input;
  return {
    concurrency,
    perProxyConcurrency,
    connectTimeoutSeconds,
    timeoutSeconds,
    stopGraceSeconds,
    connectRetries,
    outputLimitBytes,
  };
}

async function replaceTargets(
  tx: Transaction,
  ctx: Caller,
  { tenantId, id: taskId }: Pick<TaskRow, "tenantId" | "id">,
  ids: number[],
): Promise<void> {
  await requireTargetsOf(tx, ctx, tenantId, ids);
  await tx.delete(taskTarget).where(and(eq(taskTarget.tenantId, tenantId), eq(taskTarget.taskId, taskId)));
  await insertTargets(tx, tenantId, taskId, ids);
}

/** One statement, however many there are. */
async function insertTargets(
  tx: Transaction,
  tenantId: number,
  taskId: number,
  ids: number[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    insert into e_script_task_target (tenant_id, task_id, target_id)
    select ${tenantId}, ${taskId}, id from unnest(${sql.param(ids)}::bigint[]) as id`);
}

async function targetIdsOf(tx: Transaction, tenantId: number, taskId: number): Promise<number[]> {
  const rows = await tx
    .select({ id: taskTarget.targetId })
    .from(taskTarget)
    .where(and(eq(taskTarget.tenantId, tenantId), eq(taskTarget.taskId, taskId)))
    .orderBy(taskTarget.targetId);
  return rows.map((row) => row.id);
}
