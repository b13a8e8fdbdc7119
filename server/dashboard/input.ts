import { strictObject } from "zod";
import { idSchema } from "../domain/wire.ts";

export const summaryInput = strictObject({ tenantId: idSchema.optional() });
