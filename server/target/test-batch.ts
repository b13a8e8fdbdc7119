import { and, asc, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { Locale } from "../domain/locale.ts";
import { notFound } from "../errors.ts";
import { type batchStates, maximumShown, type TestBatch } from "../host-check/output.ts";
import { cureOf } from "../host-check/step-words.ts";

/** A worker takes a batch up within this time, or whoever looks is told that none does. */
const takeSeconds = 5;

/**
 * How far the tests of a selection are; what failed carries its cause and cure. Where they are more than are shown,
 * the hosts that failed are told alone.
 */
export function testBatch(
  ctx: ServiceContext,
  kind: HostKind,
  { batchId }: { batchId: number },
): Promise<TestBatch> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const matching = ofBatch(ctx, kind, batchId);
    const { total, waiting, testing, ok, failed, late, startedAt, endedAt } = await countBatch(tx, matching);
    if (total === 0 || startedAt === null) throw notFound();
    const shown = total > maximumShown ? and(matching, isFailed) : matching;
    const rows = await selectItems(tx, kind, shown);
    return {
      total,
      counts: { waiting, testing, ok, failed },
      noWorker: waiting === total && late,
      startedAt,
      endedAt: waiting + testing === 0 ? endedAt : null,
      items: rows.map(({ check, ...host }) => ({ ...host, ...itemOf(ctx.locale, check) })),
    };
  });
}

const isOk = sql`(${hostCheck.endedAt} is not null and coalesce((${hostCheck.result} ->> 'ok')::boolean, false))`;
const isFailed = sql`(${hostCheck.endedAt} is not null and not ${isOk})`;

/** The hosts of a kind that failed in a batch of tests which the caller may see. */
export async function failedIn(
  tx: Transaction,
  ctx: ServiceContext,
  kind: HostKind,
  batchId: number,
): Promise<number[]> {
  const rows = await tx
    .select({ id: subjectOf(kind) })
    .from(hostCheck)
    .where(and(ofBatch(ctx, kind, batchId), isFailed));
  return rows.flatMap(({ id }) => id ?? []);
}

function subjectOf(kind: HostKind) {
  return kind === "target" ? hostCheck.targetId : hostCheck.proxyId;
}

function ofBatch(ctx: ServiceContext, kind: HostKind, batchId: number): SQL | undefined {
  return and(
    eq(hostCheck.batchId, batchId),
    eq(hostCheck.kind, "test"),
    visible(ctx, hostCheck.tenantId),
    isNotNull(subjectOf(kind)),
  );
}

async function countBatch(tx: Transaction, matching: SQL | undefined) {
  const open = sql`${hostCheck.endedAt} is null`;
  const count = (which: SQL) => sql<number>`(count(*) filter (where ${which}))::int`;
  const [counted] = await tx
    .select({
      total: sql<number>`count(*)::int`,
      waiting: count(sql`${open} and ${hostCheck.takenAt} is null`),
      testing: count(sql`${open} and ${hostCheck.takenAt} is not null`),
      ok: count(isOk),
      failed: count(isFailed),
      late: sql<boolean>`coalesce(min(${hostCheck.createdAt}) < now() - ${takeSeconds} * interval '1 second', false)`,
      startedAt: sql<string | null>`min(${hostCheck.createdAt})`.mapWith(hostCheck.createdAt),
      endedAt: sql<string | null>`max(${hostCheck.endedAt})`.mapWith(hostCheck.endedAt),
    })
    .from(hostCheck)
    .where(matching);
  if (counted === undefined) throw notFound();
  return counted;
}

function selectItems(tx: Transaction, kind: HostKind, matching: SQL | undefined) {
  const own = kind === "target" ? target : proxy;
  const { takenAt, endedAt, result } = hostCheck;
  return tx
    .select({ check: { takenAt, endedAt, result }, id: own.id, name: own.name, proxyName: proxyNameOf(kind) })
    .from(hostCheck)
    .innerJoin(own, and(eq(own.tenantId, hostCheck.tenantId), eq(own.id, subjectOf(kind))))
    .where(matching)
    .orderBy(asc(hostCheck.id))
    .limit(maximumShown);
}

type Check = Pick<typeof hostCheck.$inferSelect, "takenAt" | "endedAt" | "result">;

/** The proxy in front of a target; its tables are named by hand, since a sub-query's columns would lose theirs. */
function proxyNameOf(kind: HostKind): SQL<string | null> {
  if (kind === "proxy") return sql<string | null>`null::text`;
  return sql<string | null>`(select p.name from e_script_target_proxy p
    where p.tenant_id = e_script_target.tenant_id and p.id = e_script_target.proxy_id)`;
}

function itemOf(locale: Locale, check: Check) {
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

function stateOf({ takenAt, endedAt, result }: Check): (typeof batchStates)[number] {
  if (endedAt !== null) return result?.ok === true ? "ok" : "failed";
  return takenAt === null ? "waiting" : "testing";
}
