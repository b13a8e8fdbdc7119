import { strictObject } from "zod";
import { idSchema } from "../domain/wire.ts";

export const currentKeyInput = strictObject({ tenantId: idSchema.optional() });
