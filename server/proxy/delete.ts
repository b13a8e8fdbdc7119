import { and, eq, isNull, notInArray, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { proxy, target } from "../db/tables/target.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { terminalTargetLogStates } from "../domain/target-log-state.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import { livingProxy, type ProxyRow } from "./load.ts";

/**
 * Hides a proxy; its name is free again. Refused while a target is reached through it, since that target could
 * not be reached any more, and while a run that froze it has not ended. It hides first and looks then.
 */
export function deleteProxy(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .update(proxy)
      .set({ deletedAt: sql`now()` })
      .where(livingProxy(ctx, id))
      .returning();
    const hidden = found(rows[0]);
    const users = await usersOf(tx, hidden);
    if (users.length > 0) {
      throw new ServiceError("CONFLICT", "PROXY_IN_USE", { names: nameList(ctx.locale, users) });
    }
    await audit(tx, ctx, {
      tenantId: hidden.tenantId,
      action: "proxy.delete",
      object: { type: "proxy", id, name: hidden.name },
    });
    return done;
  });
}

/** Names of targets behind the proxy, and of hosts that runs are reaching through it now. */
async function usersOf(tx: Transaction, { id, tenantId }: ProxyRow): Promise<string[]> {
  const behind = tx
    .select({ name: target.name })
    .from(target)
    .where(and(eq(target.tenantId, tenantId), eq(target.proxyId, id), isNull(target.deletedAt)));
  const running = tx
    .select({ name: targetLog.hostName })
    .from(taskLog)
    .innerJoin(targetLog, and(eq(targetLog.tenantId, taskLog.tenantId), eq(targetLog.taskLogId, taskLog.id)))
    .where(
      and(
        eq(taskLog.tenantId, tenantId),
        isNull(taskLog.endedAt),
        eq(targetLog.proxyId, id),
        notInArray(targetLog.state, [...terminalTargetLogStates]),
      ),
    );
  return (await behind.union(running)).map((row) => row.name).sort();
}
