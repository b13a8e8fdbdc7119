import { and, asc, isNull, type SQL, sql } from "drizzle-orm";
import { actorName, forList, requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { requireVisible } from "../db/own.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { notFound, ServiceError } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import { maximumTested, type TestManyInput } from "./input.ts";
import { targetFilters } from "./list.ts";
import { failedIn } from "./test-batch.ts";

/**
 * Asks for a test of each target of a selection: of those named, or of all that a filter finds. Whoever asks may
 * leave: the tests go on, and each one's result is its target's.
 */
export function testTargets(
  caller: ServiceContext,
  input: TestManyInput,
): Promise<{ batchId: number; count: number }> {
  requireScope(caller, "write");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, proxy, input.proxyId);
    const matching = and(visible(ctx, target.tenantId), ...targetFilters(input));
    return askTests(tx, ctx, "target", await chooseTested(tx, ctx, { kind: "target", matching, ...input }));
  });
}

type Chosen = { id: number; tenantId: number };

interface Selection {
  kind: HostKind;
  /** The caller's own, by the filter. */
  matching: SQL | undefined;
  ids?: number[];
  /** Of those, the ones that failed in this batch of tests. */
  failedOf?: number;
}

/** The hosts of a selection, at most as many as one call tests; NOT_FOUND where one of those named is not there. */
export async function chooseTested(
  tx: Transaction,
  ctx: ServiceContext,
  { kind, matching, ids, failedOf }: Selection,
): Promise<Chosen[]> {
  const table = kind === "target" ? target : proxy;
  // Two statements with the ids between them: a join was planned for one host where there are thousands.
  const failed = failedOf && sql.param(await failedIn(tx, ctx, kind, failedOf));
  const rows = await tx
    .select({ id: table.id, tenantId: table.tenantId })
    .from(table)
    .where(
      and(
        matching,
        failed ? sql`${table.id} = any(${failed}::bigint[])` : undefined,
        isNull(table.deletedAt),
      ),
    )
    .orderBy(asc(table.name), asc(table.id))
    .limit(maximumTested + 1);
  if (rows.length > maximumTested) {
    throw new ServiceError("BAD_REQUEST", "TOO_MANY_TESTED", { maximum: maximumTested });
  }
  // One that is named and not found is absent, or somebody else's.
  if (rows.length === 0 || (ids !== undefined && rows.length < new Set(ids).size)) throw notFound();
  return rows;
}

/** Asks for a test of each, and audits that. */
export async function askTests(
  tx: Transaction,
  ctx: ServiceContext,
  kind: HostKind,
  chosen: Chosen[],
): Promise<{ batchId: number; count: number }> {
  const batchId = await storeBatch(tx, ctx, kind, chosen);
  for (const [tenantId, some] of Map.groupBy(chosen, (one) => one.tenantId)) {
    const ids = some.map(({ id }) => id);
    await audit(tx, ctx, {
      tenantId,
      action: `${kind}.testMany`,
      object: { type: kind, id: null },
      after: kind === "target" ? { targetIds: ids } : { proxyIds: ids },
    });
  }
  await enqueue(ctx.boss, tx, "testBatch", { batchId });
  return { batchId, count: chosen.length };
}

/**
 * The first check's id names them all. Two statements with two values each, however many hosts they are: putting a
 * statement of thousands of values together takes a busy process longer than a transaction may stand still.
 */
async function storeBatch(
  tx: Transaction,
  ctx: ServiceContext,
  kind: HostKind,
  chosen: Chosen[],
): Promise<number> {
  const subject = sql.raw(kind === "target" ? "target_id" : "proxy_id");
  const hostIds = sql.param(chosen.map(({ id }) => id));
  const tenantIds = sql.param(chosen.map(({ tenantId }) => tenantId));
  const { rows } = await tx.execute<{ id: number }>(sql`
    insert into host_check (tenant_id, kind, ${subject}, requested_by)
    select tenant_id, 'test', host_id, ${actorName(ctx.actor)}::text
    from unnest(${hostIds}::bigint[], ${tenantIds}::bigint[]) with ordinality as asked (host_id, tenant_id, position)
    order by position returning id`);
  const ids = rows.map(({ id }) => id);
  const batchId = ids.reduce((first, id) => Math.min(first, id));
  await tx
    .update(hostCheck)
    .set({ batchId })
    .where(sql`${hostCheck.id} = any(${sql.param(ids)}::bigint[])`);
  return batchId;
}
