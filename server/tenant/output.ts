import { boolean, type infer as Infer, int, object, string } from "zod";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";

export const tenantOutput = object({
  id: idSchema,
  name: string(),
  timeZone: string(),
  disabled: boolean(),
  /** The shortest time between two fires of a task. */
  minimumIntervalSeconds: int(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type Tenant = Infer<typeof tenantOutput>;

export const tenantListOutput = pageOf(tenantOutput);
