import { eq } from "drizzle-orm";
import { requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { type ReadCron, readCron } from "../domain/schedule/cron.ts";
import { refuseCron } from "../domain/schedule/cron-input.ts";
import { plannedFires } from "../domain/schedule/fires.ts";
import { defaultMinimumIntervalSeconds } from "../domain/schedule/minimum-interval.ts";
import { found, ServiceError } from "../errors.ts";
import { scheduleWarning } from "../messages.ts";
import { cronSentence } from "../schedule/sentence.ts";
import { usualDurations } from "../task-log/usual-duration.ts";
import type { TaskPreviewInput } from "./input.ts";
import { ownTask } from "./load.ts";
import type { TaskPreview } from "./output.ts";

/** What a schedule would do: its next moments, its words, and what somebody should think about before saving it. */
export function previewSchedule(ctx: ServiceContext, input: TaskPreviewInput): Promise<TaskPreview> {
  requireScope(ctx, "read");
  const now = new Date();
  const cron = readCron(input.cron);
  const refused = refuseCron(input.cron, now, defaultMinimumIntervalSeconds);
  if (cron === null || refused !== null) {
    throw new ServiceError("BAD_REQUEST", "CRON_TOO_OFTEN", refused?.values, ["cron"]);
  }
  return inTenant(ctx, async (tx) => {
    const known = input.taskId === undefined ? null : await ownTask(tx, ctx, input.taskId);
    const timeZone =
      input.timeZone ?? (await zoneOf(tx, known?.tenantId ?? tenantForCreate(ctx, input.tenantId)));
    const fires = plannedFires(cron, timeZone, now, input.count);
    const usualMs = known === null ? null : ((await usualDurations(tx, [known])).get(known.id) ?? null);
    const outlasted = shorterThan(fires, usualMs);
    const warn = (
      reason: TaskPreview["warnings"][number]["reason"],
      values: Record<string, number> = {},
    ) => ({
      reason,
      message: scheduleWarning(ctx.locale, reason, values),
    });
    return {
      timeZone,
      sentence: cronSentence(cron.reading, ctx.locale),
      fires: fires.map((fire) => ({ ...fire, at: fire.at.toISOString() })),
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

async function zoneOf(tx: Transaction, tenantId: number): Promise<string> {
  const rows = await tx.select({ timeZone: tenant.timeZone }).from(tenant).where(eq(tenant.id, tenantId));
  return found(rows[0]).timeZone;
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
