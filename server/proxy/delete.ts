import { and, eq, inArray, isNull, notInArray } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { proxy, target } from "../db/tables/target.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { type Deletion, deleteMany, deleteOne, inUse } from "../delete-many.ts";
import { terminalTargetLogStates } from "../domain/target-log-state.ts";
import { ServiceError } from "../errors.ts";
import { nameList } from "../name-list.ts";
import type { ProxyRow } from "./load.ts";

/**
 * Hides a proxy; its name is free again. Refused while a target is reached through it, since that target could
 * not be reached any more, and while a run that froze it has not ended.
 */
export function deleteProxy(ctx: ServiceContext, input: { id: number }) {
  requireScope(ctx, "write");
  return deleteOne(ctx, input, deletion);
}

/** The same for many; what is refused does not keep the others from it. */
export function deleteProxies(ctx: ServiceContext, input: { ids: number[] }) {
  requireScope(ctx, "write");
  return deleteMany(ctx, input, deletion);
}

const deletion: Deletion<typeof proxy> = {
  kind: "proxy",
  table: proxy,
  refusals: async (tx, { locale }, hidden) =>
    inUse(
      await usersOf(tx, hidden),
      (names) => new ServiceError("CONFLICT", "PROXY_IN_USE", { names: nameList(locale, names) }),
    ),
};

/** Names of targets behind the proxies, and of hosts that runs are reaching through them now. */
async function usersOf(tx: Transaction, proxies: ProxyRow[]) {
  const ids = proxies.map(({ id }) => id);
  const tenants = [...new Set(proxies.map(({ tenantId }) => tenantId))];
  const behind = tx
    .select({ id: target.proxyId, name: target.name })
    .from(target)
    .where(and(inArray(target.tenantId, tenants), inArray(target.proxyId, ids), isNull(target.deletedAt)));
  const running = tx
    .select({ id: targetLog.proxyId, name: targetLog.hostName })
    .from(taskLog)
    .innerJoin(targetLog, and(eq(targetLog.tenantId, taskLog.tenantId), eq(targetLog.taskLogId, taskLog.id)))
    .where(
      and(
        inArray(taskLog.tenantId, tenants),
        isNull(taskLog.endedAt),
        inArray(targetLog.proxyId, ids),
        notInArray(targetLog.state, [...terminalTargetLogStates]),
      ),
    );
  return behind.union(running);
}
