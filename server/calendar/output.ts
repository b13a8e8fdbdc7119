import { array, boolean, type infer as Infer, int, object, string } from "zod";
import { datedPeriodSchema, weeklyPeriodSchema } from "../domain/schedule/closed.ts";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";

export const calendarOutput = object({
  id: idSchema,
  tenantId: idSchema,
  name: string(),
  timeZone: string(),
  weekly: array(weeklyPeriodSchema),
  dated: array(datedPeriodSchema.extend({ note: string().nullable() })),
  /** Whether it is closed at this moment. */
  closed: boolean(),
  /** Tasks that keep to it. */
  taskCount: int(),
  createdBy: string(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type Calendar = Infer<typeof calendarOutput>;

export const calendarListOutput = pageOf(calendarOutput);
