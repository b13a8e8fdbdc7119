import { eq } from "drizzle-orm";
import { requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { requireCalendarsOf } from "../calendar/load.ts";
import { inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { type ReadCron, readCron } from "../domain/schedule/cron.ts";
import { refuseCron } from "../domain/schedule/cron-input.ts";
import { type PlannedFire, plannedFires } from "../domain/schedule/fires.ts";
import { schedulePolicySchema } from "../domain/schedule/policy.ts";
import { found, ServiceError } from "../errors.ts";
import { scheduleWarning } from "../messages.ts";
import { calendarsOf, closedAt } from "../schedule/closed-at.ts";
import { databaseClock } from "../schedule/next-fire.ts";
import { cronSentence } from "../schedule/sentence.ts";
import { usualDurations } from "../task-log/usual-duration.ts";
import type { TaskPreviewInput } from "./input.ts";
import { ownTask } from "./load.ts";
import type { TaskPreview } from "./output.ts";

type Warning = TaskPreview["warnings"][number];

/** What a schedule would do: its next moments, its words, and what somebody should think about before saving it. */
export function previewSchedule(ctx: ServiceContext, input: TaskPreviewInput): Promise<TaskPreview> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const known = input.taskId === undefined ? null : await ownTask(tx, ctx, input.taskId);
    const tenantId = known?.tenantId ?? tenantForCreate(ctx, input.tenantId);
    const home = found((await tx.select().from(tenant).where(eq(tenant.id, tenantId)))[0]);
    const now = await databaseClock(tx);
    const cron = readAllowed(input.cron, now, home.minimumIntervalSeconds);
    const timeZone = input.timeZone ?? home.timeZone;
    const fires = firesWithin(cron, timeZone, now, input);
    await requireCalendarsOf(tx, tenantId, input.calendarIds);
    const schedule = schedulePolicySchema.parse({ calendarIds: input.calendarIds });
    const calendars = await calendarsOf(tx, { tenantId, schedule });
    const usualMs = known === null ? null : ((await usualDurations(tx, [known])).get(known.id) ?? null);
    const warn = (reason: Warning["reason"], values: Record<string, number> = {}): Warning => {
      return { reason, message: scheduleWarning(ctx.locale, reason, values) };
    };
    const outlasted = shorterThan(fires, usualMs);
    return {
      timeZone,
      sentence: cronSentence(cron.reading, ctx.locale),
      fires: fires.map((fire) => {
        const { id, name } = closedAt(calendars, fire.at) ?? {};
        const closedBy = id === undefined || name === undefined ? null : { id, name };
        return { ...fire, at: fire.at.toISOString(), closedBy };
      }),
      usualDurationMs: usualMs,
      warnings: [
        ...(eitherDayIsEnough(cron) ? [warn("EITHER_DAY")] : []),
        ...(cron.reading.quartz && /\d/.test(weekdayField(input.cron)) ? [warn("QUARTZ_WEEKDAYS")] : []),
        ...(fires.length < input.count ? [warn("FEW_FIRES", { count: fires.length })] : []),
        ...(fires.some(({ clockChange }) => clockChange === "moved") ? [warn("CLOCK_MOVED")] : []),
        ...(outlasted === null ? [] : [warn("OVERLAPS", outlasted)]),
      ],
    };
  });
}

function readAllowed(expression: string, now: Date, minimumIntervalSeconds: number): ReadCron {
  const cron = readCron(expression);
  const refused = refuseCron(expression, now, minimumIntervalSeconds);
  if (cron !== null && refused === null) return cron;
  throw new ServiceError("BAD_REQUEST", "CRON_TOO_OFTEN", refused?.values, ["cron"]);
}

function firesWithin(
  cron: ReadCron,
  timeZone: string,
  now: Date,
  { startAt, endAt, count }: TaskPreviewInput,
): PlannedFire[] {
  const opens = new Date(Math.max(now.getTime(), startAt ? new Date(startAt).getTime() - 1 : 0));
  return plannedFires(cron, timeZone, opens, count).filter(({ at }) => !endAt || at <= new Date(endAt));
}

function eitherDayIsEnough({ reading }: ReadCron): boolean {
  return reading.days !== null && reading.weekdays !== null && reading.eitherDay;
}

/** The sixth field of six or seven, the fifth of five. */
function weekdayField(expression: string): string {
  const fields = expression.trim().split(/\s+/);
  return fields[fields.length === 5 ? 4 : 5] ?? "";
}

/** Where a run usually lasts longer than two of its moments are apart: both, in whole seconds. */
function shorterThan(
  fires: { at: Date }[],
  usualMs: number | null,
): { usual: number; interval: number } | null {
  if (usualMs === null) return null;
  const distances = fires.flatMap(({ at }, index) => {
    const before = fires[index - 1];
    return before === undefined ? [] : [Number(at) - Number(before.at)];
  });
  const shortest = Math.min(...distances);
  if (usualMs <= shortest) return null;
  return { usual: Math.round(usualMs / 1000), interval: Math.round(shortest / 1000) };
}
