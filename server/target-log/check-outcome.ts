import { requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { inTenant } from "../db/in-tenant.ts";
import { ServiceError } from "../errors.ts";
import { askHostCheck } from "../host-check/ask.ts";
import { hostCheckEnd } from "../host-check/follow.ts";
import { ownTargetLog } from "./load.ts";
import type { CheckOutcome } from "./output.ts";

/**
 * Has a worker look at what became of a lost script, and waits for its answer. Only reads on the host.
 * NOT_LOST where the outcome is known, NO_WORKER where nobody takes the look.
 */
export async function askOutcome(ctx: ServiceContext, { id }: { id: number }): Promise<CheckOutcome> {
  requireScope(ctx, "write");
  const checkId = await inTenant(ctx, async (tx) => {
    const row = await ownTargetLog(tx, ctx, id);
    if (row.state !== "lost") throw new ServiceError("CONFLICT", "NOT_LOST");
    await audit(tx, ctx, {
      tenantId: row.tenantId,
      action: "targetLog.checkOutcome",
      object: { type: "targetLog", id, name: row.hostName },
    });
    return askHostCheck(tx, ctx, { tenantId: row.tenantId, kind: "outcome", targetLogId: id });
  });
  const { result } = await hostCheckEnd(ctx, checkId);
  const { ok, lateResult = null, exitCode = null, pids = [], error = null } = result;
  return { ok, lateResult, exitCode, pids, error };
}
