import { and, asc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, rankOf, withTotal } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { proxy, target } from "../db/tables/target.ts";
import { statusOrder } from "../domain/connection-status.ts";
import type { ListPage } from "../domain/list.ts";
import { maximumTargetsOfRun } from "../domain/strategy.ts";
import type { TargetIdsInput, TargetListInput } from "./input.ts";
import type { TargetIds, TargetItem } from "./output.ts";

const sortColumns = {
  name: target.name,
  createdAt: target.id,
  address: target.address,
  lastCheckedAt: target.lastCheckedAt,
  status: rankOf(statusOrder, target.connectionStatus),
  cloudPool: target.cloudPool,
  proxy: proxy.name,
};

/** The host's id as people see it. */
const shownHostId = sql<string>`coalesce(${target.hostId}, ${target.id}::text)`;

/** A page of targets; `search` looks in name, host id and address. */
export function listTargets(caller: ServiceContext, input: TargetListInput): Promise<ListPage<TargetItem>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, proxy, input.proxyId);
    return pageOfTargets(tx, input, visible(ctx, target.tenantId));
  });
}

/** The ids of all targets that match, as many as one run may have: how "all of a filter" becomes a list of targets. */
export function targetIds(caller: ServiceContext, input: TargetIdsInput): Promise<TargetIds> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, proxy, input.proxyId);
    const matching = and(visible(ctx, target.tenantId), isNull(target.deletedAt), ...targetFilters(input));
    const rows = await tx
      .select({ id: target.id })
      .from(target)
      .where(matching)
      .orderBy(asc(target.id))
      .limit(maximumTargetsOfRun + 1);
    const ids = rows.slice(0, maximumTargetsOfRun).map(({ id }) => id);
    return { ids, more: rows.length > maximumTargetsOfRun };
  });
}

/** A page of living targets within a condition that says whose they are. */
export async function pageOfTargets(
  tx: Transaction,
  input: Partial<TargetListInput> & Pick<TargetListInput, "page" | "pageSize">,
  whose: SQL | undefined,
): Promise<ListPage<TargetItem>> {
  const matching = and(whose, isNull(target.deletedAt), ...targetFilters(input));
  const { limit, offset } = pageWindow(input);
  const rows = await selectTargets(tx, matching)
    .orderBy(...orderBy(sortColumns, { sort: input.sort ?? "name", order: input.order }, target.id))
    .limit(limit)
    .offset(offset);
  return withTotal(tx, rows.map(targetItemOf), target, matching);
}

/** Targets with their proxies' names. */
export function selectTargets(tx: Transaction, matching: SQL | undefined) {
  return tx
    .select({ row: target, proxyName: proxy.name })
    .from(target)
    .leftJoin(proxy, and(eq(proxy.tenantId, target.tenantId), eq(proxy.id, target.proxyId)))
    .where(matching)
    .$dynamic();
}

/** A target's row as lists show it. */
export function targetItemOf({
  row,
  proxyName,
}: {
  row: typeof target.$inferSelect;
  proxyName: string | null;
}): TargetItem {
  const { username, address, port, proxyId, loginMode } = row;
  return {
    ...row,
    hostId: row.hostId ?? String(row.id),
    status: row.connectionStatus,
    ssh: { username, address, port, proxyId, proxyName, loginMode },
  };
}

/** What narrows targets down, as conditions; which of them are living is the caller's. */
export function targetFilters(input: Omit<TargetIdsInput, "tenantId">): (SQL | undefined)[] {
  const { search, label } = input;
  return [
    input.proxyId === undefined ? undefined : eq(target.proxyId, input.proxyId),
    input.direct === undefined ? undefined : sql`(${target.proxyId} is null) = ${input.direct}`,
    input.cloudPool === undefined ? undefined : eq(target.cloudPool, input.cloudPool),
    input.region === undefined ? undefined : eq(target.region, input.region),
    input.status && eq(target.connectionStatus, input.status),
    label ? hasLabel(label) : undefined,
    input.ids && sql`${target.id} = any(${sql.param(input.ids)}::bigint[])`,
    anyOf(target.proxyId, input.proxyIds),
    anyOf(target.cloudPool, input.cloudPools),
    anyOf(target.region, input.regions),
    anyOf(target.connectionStatus, input.statuses),
    ...hasLabels(input.labels ?? []),
    search
      ? or(contains(target.name, search), contains(shownHostId, search), contains(target.address, search))
      : undefined,
  ];
}

function anyOf(column: AnyPgColumn, values: unknown[] | undefined): SQL | undefined {
  return values === undefined || values.length === 0 ? undefined : inArray(column, values);
}

/** One condition a name: any of the values that were asked for. */
function hasLabels(labels: string[]): (SQL | undefined)[] {
  const byName = Map.groupBy(labels, (label) => label.split("=", 1)[0]);
  return [...byName.values()].map((same) => or(...same.map(hasLabel)));
}

/** `name` alone asks for any value; a label's name has no `=`. */
function hasLabel(label: string): SQL {
  const [, name = label, value] = /^([^=]*)=(.*)$/s.exec(label) ?? [];
  return value === undefined ? sql`${target.labels} ? ${name}` : sql`${target.labels} ->> ${name} = ${value}`;
}
