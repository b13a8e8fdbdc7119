import { and, eq } from "drizzle-orm";
import { actorName, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { requireCalendarsOf } from "../calendar/load.ts";
import type { Transaction } from "../db/client.ts";
import { task, taskTarget } from "../db/tables/task.ts";
import { tenant } from "../db/tables/tenant.ts";
import { definedOf } from "../domain/changes.ts";
import { refuseCron } from "../domain/schedule/cron-input.ts";
import type { FireReason } from "../domain/schedule/fire-outcome.ts";
import { type SchedulePolicy, schedulePolicySchema } from "../domain/schedule/policy.ts";
import { momentsUntil } from "../domain/schedule/task-schedule.ts";
import type { TaskType } from "../domain/task-log-state.ts";
import { found, ServiceError } from "../errors.ts";
import { cancelQueued, noteAlike } from "../schedule/fire-row.ts";
import { databaseClock, nextFireAfter, planNext, without } from "../schedule/next-fire.ts";
import { requireScriptOf, requireTargetsOf, type TaskRow } from "./load.ts";

/** What a caller says of a schedule; left out is what it was. */
export type ScheduleInput = {
  [K in keyof SchedulePolicy]?: SchedulePolicy[K] | undefined;
} & { cron?: string | undefined; runAt?: string | undefined; timeZone?: string | undefined };

/** The columns of a task that its planned moments follow from. */
export type ScheduleColumns = Pick<TaskRow, "cron" | "runAt" | "timeZone" | "schedule">;

const unplanned = { cron: null, runAt: null, timeZone: null, schedule: schedulePolicySchema.parse({}) };

/** A task's schedule as it will be stored; refuses what its tenant does not allow, and a time in the past. */
export async function scheduleColumns(
  tx: Transaction,
  { tenantId, type, before = unplanned }: { tenantId: number; type: TaskType; before?: ScheduleColumns },
  input: ScheduleInput,
): Promise<ScheduleColumns> {
  const { cron, runAt, timeZone } = input;
  const schedule = policyOf(before.schedule, input);
  if (input.calendarIds !== undefined) await requireCalendarsOf(tx, tenantId, input.calendarIds);
  if (type === "immediate") return { ...unplanned, schedule };
  const home = found((await tx.select().from(tenant).where(eq(tenant.id, tenantId)))[0]);
  const now = await databaseClock(tx);
  if (cron !== undefined) refuseTooOften(cron, now, home.minimumIntervalSeconds);
  if (runAt !== undefined) refusePast(runAt, now);
  return {
    cron: type === "cron" ? (cron ?? before.cron) : null,
    // Whole milliseconds, as they are compared.
    runAt: type === "once" ? (runAt === undefined ? before.runAt : new Date(runAt).toISOString()) : null,
    timeZone: timeZone ?? before.timeZone ?? home.timeZone,
    schedule,
  };
}

function policyOf(before: SchedulePolicy, input: ScheduleInput): SchedulePolicy {
  const names = Object.keys(schedulePolicySchema.shape) as (keyof SchedulePolicy)[];
  const given = Object.fromEntries(names.map((name) => [name, input[name]]));
  const policy = { ...before, ...definedOf(given) };
  const { startAt, endAt } = policy;
  if (startAt !== null && endAt !== null && new Date(startAt) >= new Date(endAt)) {
    throw new ServiceError("BAD_REQUEST", "WINDOW_ENDS_BEFORE_START", {}, ["endAt"]);
  }
  return policy;
}

function refuseTooOften(cron: string, now: Date, minimumIntervalSeconds: number): void {
  const refused = refuseCron(cron, now, minimumIntervalSeconds);
  if (refused !== null) throw new ServiceError("BAD_REQUEST", "CRON_TOO_OFTEN", refused.values, ["cron"]);
}

function refusePast(runAt: string, now: Date): void {
  if (new Date(runAt) <= now) throw new ServiceError("BAD_REQUEST", "RUN_AT_PAST", {}, ["runAt"]);
}

/**
 * Puts a locked task's schedule to work, from now on: what would have fired while it was stopped is not made up for.
 * One that is at work already goes on as it is.
 */
export async function startSchedule(
  tx: Transaction,
  ctx: ServiceContext,
  what: TaskRow,
  { expectedTargets, reason }: { expectedTargets?: number; reason?: string } = {},
): Promise<string> {
  if (what.enabled && what.nextFireAt !== null) return what.nextFireAt;
  await requireRunnable(tx, ctx, what, expectedTargets);
  const now = await databaseClock(tx);
  if (what.type === "once" && what.runAt !== null) refusePast(what.runAt, now);
  const next = nextFireAfter(what, now);
  if (next.nextFireAt === null)
    throw new ServiceError("BAD_REQUEST", "NO_FIRE_LEFT", {}, [what.type === "once" ? "runAt" : "cron"]);
  await tx
    .update(task)
    .set({ enabled: true, failuresInRow: 0 })
    .where(and(eq(task.tenantId, what.tenantId), eq(task.id, what.id)));
  await planNext(tx, what, next);
  await audit(tx, ctx, {
    tenantId: what.tenantId,
    action: "task.start",
    object: { type: "task", id: what.id, name: what.name },
    after: { nextFireAt: next.nextFireAt, reason },
  });
  return next.nextFireAt;
}

/** A schedule that could start nothing is not put to work. */
async function requireRunnable(
  tx: Transaction,
  ctx: ServiceContext,
  { tenantId, id, scriptId, scriptVersion }: TaskRow,
  expectedTargets: number | undefined,
): Promise<void> {
  await requireScriptOf(tx, tenantId, scriptId, scriptVersion);
  const rows = await tx
    .select({ id: taskTarget.targetId })
    .from(taskTarget)
    .where(and(eq(taskTarget.tenantId, tenantId), eq(taskTarget.taskId, id)));
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) throw new ServiceError("BAD_REQUEST", "NO_TARGETS", {}, ["targetIds"]);
  await requireTargetsOf(tx, ctx, tenantId, ids);
  if (expectedTargets === undefined || expectedTargets === ids.length) return;
  const values = { count: ids.length, expected: expectedTargets };
  throw new ServiceError("CONFLICT", "EXPECTED_TARGETS", values, ["expectedTargets"]);
}

/** Stops a locked task's schedule: what is due and what waits is cancelled, and nothing is planned any more. */
export async function stopSchedule(tx: Transaction, ctx: ServiceContext, what: TaskRow): Promise<void> {
  await cancelQueued(tx, what.id, "stopped", actorName(ctx.actor));
  if (!what.enabled) return;
  await cancelDue(tx, what, "stopped", actorName(ctx.actor));
  await tx
    .update(task)
    .set({ enabled: false, ...without("stopped") })
    .where(and(eq(task.tenantId, what.tenantId), eq(task.id, what.id)));
  await audit(tx, ctx, {
    tenantId: what.tenantId,
    action: "task.stop",
    object: { type: "task", id: what.id, name: what.name },
  });
}

/** Plans a locked task's next moment anew, from now on, after its schedule was changed. */
export async function planAnew(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor">,
  before: TaskRow,
  schedule: ScheduleColumns,
): Promise<void> {
  await cancelDue(tx, before, "edited", actorName(ctx.actor));
  await planNext(tx, before, nextFireAfter({ ...before, ...schedule }, await databaseClock(tx)));
}

/** Moments that have come and that no worker has taken up yet: they are accounted for, whatever happens to the plan. */
async function cancelDue(
  tx: Transaction,
  what: TaskRow,
  reason: FireReason,
  cancelledBy: string,
): Promise<void> {
  const now = await databaseClock(tx);
  if (what.nextFireAt === null || new Date(what.nextFireAt) > now) return;
  const moments = momentsUntil(what, new Date(what.nextFireAt), now);
  await noteAlike(
    tx,
    { tenantId: what.tenantId, taskId: what.id, outcome: "cancelled", reason, cancelledBy },
    moments,
  );
}
