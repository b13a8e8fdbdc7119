import { and, asc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { actorName, forList, requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { requireVisible } from "../db/own.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { proxy, target } from "../db/tables/target.ts";
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
    const chosen = await choose(tx, and(visible(ctx, target.tenantId), ...targetFilters(input)), input);
    const batchId = await storeBatch(tx, ctx, chosen);
    for (const [tenantId, some] of Map.groupBy(chosen, (one) => one.tenantId)) {
      await audit(tx, ctx, {
        tenantId,
        action: "target.testMany",
        object: { type: "target", id: null },
        after: { targetIds: some.map(({ id }) => id) },
      });
    }
    await enqueue(ctx.boss, tx, "testBatch", { batchId });
    return { batchId, count: chosen.length };
  });
}

type Chosen = { id: number; tenantId: number };

async function choose(tx: Transaction, matching: SQL | undefined, { ids }: TestManyInput): Promise<Chosen[]> {
  const rows = await tx
    .select({ id: target.id, tenantId: target.tenantId })
    .from(target)
    .where(and(matching, isNull(target.deletedAt)))
    .orderBy(asc(target.name), asc(target.id))
    .limit(maximumTested + 1);
  if (rows.length > maximumTested) {
    throw new ServiceError("BAD_REQUEST", "TOO_MANY_TESTED", { maximum: maximumTested });
  }
  // One that is named and not found is absent, or somebody else's.
  if (rows.length === 0 || (ids !== undefined && rows.length < new Set(ids).size)) throw notFound();
  return rows;
}

/** The first check's id names them all. */
async function storeBatch(tx: Transaction, ctx: ServiceContext, chosen: Chosen[]): Promise<number> {
  const requestedBy = actorName(ctx.actor);
  const rows = await tx
    .insert(hostCheck)
    .values(
      chosen.map(({ id, tenantId }) => ({ tenantId, kind: "test" as const, targetId: id, requestedBy })),
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
export function testBatch(ctx: ServiceContext, { batchId }: { batchId: number }): Promise<TestBatch> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .select({ check: hostCheck, name: target.name, proxyName: proxy.name, late: isLate })
      .from(hostCheck)
      .innerJoin(target, and(eq(target.tenantId, hostCheck.tenantId), eq(target.id, hostCheck.targetId)))
      .leftJoin(proxy, and(eq(proxy.tenantId, target.tenantId), eq(proxy.id, target.proxyId)))
      .where(and(eq(hostCheck.batchId, batchId), visible(ctx, hostCheck.tenantId)))
      .orderBy(asc(hostCheck.id));
    if (rows.length === 0) throw notFound();
    const items = rows.map(({ check, name, proxyName }) => ({
      ...itemOf(ctx.locale, check),
      name,
      proxyName,
    }));
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

const isLate = sql<boolean>`${hostCheck.createdAt} < now() - ${takeSeconds} * interval '1 second'`;

function itemOf(locale: Locale, check: typeof hostCheck.$inferSelect) {
  const { result } = check;
  const step = result?.step ?? null;
  const reason = result?.reason ?? null;
  return {
    targetId: check.targetId ?? 0,
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
