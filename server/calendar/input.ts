import { array, type infer as Infer, enum as oneOf, strictObject } from "zod";
import { listInput } from "../domain/list.ts";
import { datedPeriodSchema, weeklyPeriodSchema } from "../domain/schedule/closed.ts";
import { nameSchema } from "../domain/text.ts";
import { timeZoneSchema } from "../domain/time-zone.ts";
import { idSchema } from "../domain/wire.ts";

export const calendarListInput = listInput.extend({
  sort: oneOf(["name", "createdAt"]).default("name"),
});
export type CalendarListInput = Infer<typeof calendarListInput>;

const weekly = array(weeklyPeriodSchema).max(100);
const dated = array(datedPeriodSchema).max(1_000);

export const calendarCreateInput = strictObject({
  tenantId: idSchema.optional(),
  name: nameSchema,
  /** Whose clock the weekly periods follow; absent: the tenant's. */
  timeZone: timeZoneSchema.optional(),
  weekly: weekly.default([]),
  dated: dated.default([]),
});
export type CalendarCreateInput = Infer<typeof calendarCreateInput>;

/** What is left out stays as it is. */
export const calendarUpdateInput = strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  weekly: weekly.optional(),
  dated: dated.optional(),
});
export type CalendarUpdateInput = Infer<typeof calendarUpdateInput>;
