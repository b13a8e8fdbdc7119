import { type RefinementCtx, string } from "zod";
import { type FieldRefusal, refuse } from "../field-refusal.ts";
import { maximumCronCharacters, nextMoment, readCron } from "./cron.ts";
import { comesMoreOften } from "./fires.ts";

/**
 * Why an expression is refused; null for one that may be kept. The one rule for the form, the API and the schedules.
 *
 * @param minimumIntervalSeconds the tenant's; absent: not looked at
 */
export function refuseCron(
  expression: string,
  after: Date,
  minimumIntervalSeconds?: number,
): { refusal: FieldRefusal; values?: Record<string, number> } | null {
  if (expression.trim() === "") return { refusal: "CRON_EMPTY" };
  const cron = readCron(expression);
  if (cron === null) return { refusal: "CRON_UNREADABLE" };
  if (nextMoment(cron, "UTC", after) === null) return { refusal: "CRON_NEVER" };
  if (minimumIntervalSeconds === undefined || !comesMoreOften(cron, minimumIntervalSeconds, after))
    return null;
  return { refusal: "CRON_TOO_OFTEN", values: { seconds: minimumIntervalSeconds } };
}

/** An expression that means something and fires again; how often it may is its tenant's to say. */
export const cronSchema = string()
  .max(maximumCronCharacters)
  .superRefine((expression, ctx) => refuseBadCron(expression, ctx));

/** For a form that knows its tenant's shortest interval. */
export function refuseBadCron(expression: string, ctx: RefinementCtx, minimumIntervalSeconds?: number): void {
  const refused = refuseCron(expression, new Date(), minimumIntervalSeconds);
  if (refused !== null) refuse(ctx, refused.refusal, refused.values);
}
