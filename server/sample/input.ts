import { strictObject } from "zod";
import { idSchema } from "../domain/wire.ts";

/** Whose samples; a system admin may name a tenant. */
export const samplesInput = strictObject({ tenantId: idSchema.optional() });
