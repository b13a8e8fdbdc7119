import { and, eq, inArray, isNull, or } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { proxy, target } from "../../db/tables/target.ts";
import type { ProxyRow } from "../../proxy/load.ts";
import type { TargetRow } from "../load.ts";
import type { Draft } from "./draft.ts";

/** What stands in the tenant already, as far as a file speaks of it. */
export interface Known {
  targets: Map<string, TargetRow>;
  hostIds: Map<string, TargetRow>;
  proxies: Map<string, ProxyRow>;
  /** Of the proxies that targets have now. */
  proxyNames: Map<number, string>;
}

/** Reads it, locked against other changes until the transaction's end: what is planned is what is done. */
export async function loadKnown(tx: Transaction, tenantId: number, drafts: Draft[]): Promise<Known> {
  const names = drafts.map(({ name }) => name);
  const hostIds = drafts.flatMap(({ values }) => (typeof values.hostId === "string" ? [values.hostId] : []));
  const targets = await tx
    .select()
    .from(target)
    .where(
      and(
        eq(target.tenantId, tenantId),
        isNull(target.deletedAt),
        or(inArray(target.name, names), hostIds.length > 0 ? inArray(target.hostId, hostIds) : undefined),
      ),
    )
    .orderBy(target.id)
    .for("no key update");
  const proxies = await tx
    .select()
    .from(proxy)
    .where(and(eq(proxy.tenantId, tenantId), isNull(proxy.deletedAt)))
    .orderBy(proxy.id)
    .for("no key update");
  return {
    targets: new Map(targets.map((row) => [row.name, row])),
    hostIds: new Map(targets.flatMap((row) => (row.hostId === null ? [] : [[row.hostId, row] as const]))),
    proxies: new Map(proxies.map((row) => [row.name, row])),
    proxyNames: new Map(proxies.map((row) => [row.id, row.name])),
  };
}
