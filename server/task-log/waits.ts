import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { proxy } from "../db/tables/target.ts";
import type { taskLog } from "../db/tables/task-log.ts";
import type { TaskLog } from "./output.ts";

type Run = Pick<typeof taskLog.$inferSelect, "tenantId" | "endedAt" | "waitsForProxyIds">;

/** The proxies of which each takes no more targets now, where all that is left of a run stands behind them. */
export async function proxiesWaitedFor(
  tx: Transaction,
  { tenantId, endedAt, waitsForProxyIds: ids }: Run,
): Promise<TaskLog["waitsForProxies"]> {
  if (endedAt !== null || ids === null || ids.length === 0) return [];
  return tx
    .select({ id: proxy.id, name: proxy.name })
    .from(proxy)
    .where(and(eq(proxy.tenantId, tenantId), inArray(proxy.id, ids)))
    .orderBy(proxy.name);
}
