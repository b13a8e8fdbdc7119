import { and, asc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { actorName, forList, requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { requireVisible } from "../db/own.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { Locale } from "../domain/locale.ts";
import { notFound, ServiceError } from "../errors.ts";
import type { batchStates, TestBatch } from "../host-check/output.ts";
import { cureOf } from "../host-check/step-words.ts";
import { enqueue } from "../queue/enqueue.ts";
import { maximumTested, type TestManyInput } from "./input.ts";
import { targetFilters } from "./list.ts";

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
    return askTests(tx, ctx, "target", await chooseTested(tx, "target", matching, input));
  });
}

type Chosen = { id: number; tenantId: number };

/** The hosts of a selection, at most as many as one call tests; NOT_FOUND where one of those named is not there. */
export async function chooseTested(
  tx: Transaction,
  kind: HostKind,
  matching: SQL | undefined,
  { ids }: { ids?: number[] },
): Promise<Chosen[]> {
  const table = kind === "target" ? target : proxy;
  const rows = await tx
    .select({ id: table.id, tenantId: table.tenantId })
    .from(table)
    .where(and(matching, isNull(table.deletedAt)))
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

/** The first check's id names them all. */
async function storeBatch(
  tx: Transaction,
  ctx: ServiceContext,
  kind: HostKind,
  chosen: Chosen[],
): Promise<number> {
  const requestedBy = actorName(ctx.actor);
  const subject = (id: number) => (kind === "target" ? { targetId: id } : { proxyId: id });
  const rows = await tx
    .insert(hostCheck)
    .values(
      chosen.map(({ id, tenantId }) => ({ tenantId, kind: "test" as const, ...subject(id), requestedBy })),
    )
    .returning({ id: hostCheck.id });
  const ids = rows.map(({ id }) => id);
  const batchId = Math.min(...ids);
  await tx.update(hostCheck).set({ batchId }).where(inArray(hostCheck.id, ids));
  return batchId;
}

/** A worker takes a batch up within this time, or whoever looks is told that none does. */
const takeSeconds = 5;

/** How far the tests of a selection are; what failed carries its cause and cure. */
export function testBatch(
  ctx: ServiceContext,
  kind: HostKind,
  { batchId }: { batchId: number },
): Promise<TestBatch> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const own = kind === "target" ? target : proxy;
    const subject = kind === "target" ? hostCheck.targetId : hostCheck.proxyId;
    const rows = await tx
      .select({ check: hostCheck, id: own.id, name: own.name, proxyName: proxyNameOf(kind), late: isLate })
      .from(hostCheck)
      .innerJoin(own, and(eq(own.tenantId, hostCheck.tenantId), eq(own.id, subject)))
      .where(
        and(eq(hostCheck.batchId, batchId), eq(hostCheck.kind, "test"), visible(ctx, hostCheck.tenantId)),
      )
      .orderBy(asc(hostCheck.id));
    if (rows.length === 0) throw notFound();
    const items = rows.map(({ check, ...host }) => ({ ...host, ...itemOf(ctx.locale, check) }));
    const count = (state: (typeof batchStates)[number]) => items.filter((one) => one.state === state).length;
    const counts = {
      waiting: count("waiting"),
      testing: count("testing"),
      ok: count("ok"),
      failed: count("failed"),
    };
    const ends = rows.map(({ check }) => check.endedAt);
    return {
      total: items.length,
      counts,
      noWorker: counts.waiting === items.length && rows.some(({ late }) => late),
      startedAt: rows[0]?.check.createdAt ?? "",
      endedAt: ends.some((end) => end === null) ? null : (ends.sort().at(-1) ?? null),
      items,
    };
  });
}

/** The proxy in front of a target; its tables are named by hand, since a sub-query's columns would lose theirs. */
function proxyNameOf(kind: HostKind): SQL<string | null> {
  if (kind === "proxy") return sql<string | null>`null::text`;
  return sql<string | null>`(select p.name from e_script_target_proxy p
    where p.tenant_id = e_script_target.tenant_id and p.id = e_script_target.proxy_id)`;
}

const isLate = sql<boolean>`${hostCheck.createdAt} < now() - ${takeSeconds} * interval '1 second'`;

function itemOf(locale: Locale, check: typeof hostCheck.$inferSelect) {
  const { result } = check;
  const step = result?.step ?? null;
  const reason = result?.reason ?? null;
  return {
    state: stateOf(check),
    status: result?.status ?? null,
    step,
    reason,
    detail: result?.error ?? null,
    cure: reason === null ? null : cureOf(locale, step ?? "connection", reason),
  };
}

function stateOf({ takenAt, endedAt, result }: typeof hostCheck.$inferSelect): (typeof batchStates)[number] {
  if (endedAt !== null) return result?.ok === true ? "ok" : "failed";
  return takenAt === null ? "waiting" : "testing";
}
