import { boolean, type infer as Infer, object, string } from "zod";
import { idSchema, momentSchema, pageOf } from "../domain/wire.ts";

export const tenantOutput = object({
  id: idSchema,
  name: string(),
  timeZone: string(),
  disabled: boolean(),
  createdAt: momentSchema,
  updatedAt: momentSchema,
});
export type Tenant = Infer<typeof tenantOutput>;

export const tenantListOutput = pageOf(tenantOutput);
