import { boolean, type infer as Infer, enum as oneOf, strictObject } from "zod";
import { listInput } from "../domain/list.ts";
import { minimumIntervalSchema } from "../domain/schedule/minimum-interval.ts";
import { nameSchema } from "../domain/text.ts";
import { timeZoneSchema } from "../domain/time-zone.ts";
import { idSchema } from "../domain/wire.ts";

export const tenantListInput = listInput.omit({ tenantId: true }).extend({
  disabled: boolean().optional(),
  sort: oneOf(["name", "createdAt"]).default("name"),
});
export type TenantListInput = Infer<typeof tenantListInput>;

export const tenantCreateInput = strictObject({
  name: nameSchema,
  /** Absent: the machine's. */
  timeZone: timeZoneSchema.optional(),
  disabled: boolean().default(false),
  /** The shortest time between two fires of a task. */
  minimumIntervalSeconds: minimumIntervalSchema.optional(),
});
export type TenantCreateInput = Infer<typeof tenantCreateInput>;

/** What is left out stays as it is. */
export const tenantUpdateInput = strictObject({
  id: idSchema,
  name: nameSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  disabled: boolean().optional(),
  minimumIntervalSeconds: minimumIntervalSchema.optional(),
});
export type TenantUpdateInput = Infer<typeof tenantUpdateInput>;
