import { type infer as Infer, strictObject } from "zod";
import { checkIntervalSchema } from "../domain/check-interval.ts";
import { idSchema } from "../domain/wire.ts";

/** Whose setting; a system admin may name a tenant. */
export const connectionCheckInput = strictObject({ tenantId: idSchema.optional() });
export type ConnectionCheckInput = Infer<typeof connectionCheckInput>;

export const connectionCheckSetInput = connectionCheckInput.extend({ intervalMinutes: checkIntervalSchema });
export type ConnectionCheckSetInput = Infer<typeof connectionCheckSetInput>;
