import { type infer as Infer, int, object } from "zod";
import { checkIntervalSchema } from "../domain/check-interval.ts";
import { momentSchema } from "../domain/wire.ts";

export const connectionCheckOutput = object({
  /** How often each host is looked at by the program itself; null: never. */
  intervalMinutes: checkIntervalSchema,
  /** Hosts that are looked at: targets and proxies that somebody has tested or run on before. */
  hosts: int(),
  /** The host that waits longest: when its status was last looked at. */
  oldestCheckAt: momentSchema.nullable(),
});
export type ConnectionCheck = Infer<typeof connectionCheckOutput>;
