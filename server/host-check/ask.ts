import { actorName, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import type { HostCheckKind } from "../domain/host-check.ts";
import { found } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";

/** What to look at: one of a target, a proxy or a target log, of this tenant. */
export interface HostCheckRequest {
  tenantId: number;
  kind: HostCheckKind;
  targetId?: number;
  proxyId?: number;
  targetLogId?: number;
}

/** Asks a worker for a look at a host, in the caller's transaction. Answers the id to follow it by. */
export async function askHostCheck(
  tx: Transaction,
  ctx: ServiceContext,
  request: HostCheckRequest,
): Promise<number> {
  const rows = await tx
    .insert(hostCheck)
    .values({ ...request, requestedBy: actorName(ctx.actor) })
    .returning({ id: hostCheck.id });
  const { id } = found(rows[0]);
  await enqueue(ctx.boss, tx, "hostCheck", { hostCheckId: id });
  return id;
}
