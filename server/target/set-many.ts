import { and, inArray, isNull, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import { auditAll } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { requireVisible } from "../db/own.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { ChangedMany } from "../domain/wire-many.ts";
import { notFound, ServiceError } from "../errors.ts";
import { errorMessage } from "../messages.ts";
import { partsOf } from "../parts-of.ts";
import { maximumLabels, maximumSet, needsProxy, type SetManyInput } from "./input.ts";
import { targetFilters } from "./list.ts";
import { requireProxyOf, type TargetRow } from "./load.ts";
import { nothingKnown } from "./pin.ts";

/** Targets that are set together in a few statements. */
const atOnce = 1_000;

/** What is to be known of a target to set it. */
const known = {
  id: target.id,
  tenantId: target.tenantId,
  name: target.name,
  labels: target.labels,
  proxyId: target.proxyId,
  loginMode: target.loginMode,
  sandbox: target.sandbox,
};
type Known = Pick<TargetRow, keyof typeof known>;

/** A target with what it becomes. */
interface Change {
  row: Known;
  labels: Record<string, string>;
  proxyId: number | null;
  /** A target that another proxy reaches is another host. */
  moves: boolean;
}

/**
 * Adds and takes away labels, and sets the proxy, of each target of a selection: of those named, or of all that a
 * filter finds. What is refused for one of them does not keep the others from it; all that is done is done together.
 */
export function setTargets(caller: ServiceContext, input: SetManyInput): Promise<ChangedMany> {
  requireScope(caller, "write");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, proxy, input.proxyId);
    const chosen = await choose(tx, ctx, input);
    for (const tenantId of new Set(chosen.map((one) => one.tenantId)))
      await requireProxyOf(tx, tenantId, input.setProxyId);
    const answer: ChangedMany = { changed: 0, refused: [] };
    for (const some of partsOf(chosen, atOnce)) {
      const { changed, refused } = await setSome(tx, ctx, input, some);
      answer.changed += changed;
      answer.refused.push(...refused);
    }
    const found = new Set(chosen.map(({ id }) => id));
    for (const id of new Set(input.ids ?? [])) {
      if (!found.has(id))
        answer.refused.push({ id, name: null, reason: errorMessage(ctx.locale, "NOT_FOUND") });
    }
    return answer;
  });
}

type Chosen = Pick<TargetRow, "id" | "tenantId">;

async function choose(tx: Transaction, ctx: ServiceContext, input: SetManyInput): Promise<Chosen[]> {
  const rows = await tx
    .select({ id: target.id, tenantId: target.tenantId })
    .from(target)
    .where(and(visible(ctx, target.tenantId), isNull(target.deletedAt), ...targetFilters(input)))
    .orderBy(target.id)
    .limit(maximumSet + 1)
    .for("no key update");
  if (rows.length === 0) throw notFound();
  if (rows.length > maximumSet)
    throw new ServiceError("BAD_REQUEST", "TOO_MANY_SET", { maximum: maximumSet });
  return rows;
}

async function setSome(
  tx: Transaction,
  ctx: ServiceContext,
  input: SetManyInput,
  chosen: Chosen[],
): Promise<ChangedMany> {
  const ids = sql.param(chosen.map(({ id }) => id));
  const rows = await tx
    .select(known)
    .from(target)
    .where(sql`${target.id} = any(${ids}::bigint[])`)
    .orderBy(target.id);
  const refused: ChangedMany["refused"] = [];
  const changes: Change[] = [];
  for (const row of rows) {
    const change = changeOf(row, input);
    const why = refusalOf(change);
    if (why === null) changes.push(change);
    else
      refused.push({ id: row.id, name: row.name, reason: errorMessage(ctx.locale, why.reason, why.values) });
  }
  const differing = changes.filter(differs);
  await write(tx, differing);
  await auditAll(tx, ctx, differing.map(auditOf));
  return { changed: changes.length, refused };
}

function changeOf(row: Known, { addLabels = {}, removeLabels = [], setProxyId }: SetManyInput): Change {
  const labels = { ...row.labels, ...addLabels };
  for (const name of removeLabels) if (!Object.hasOwn(addLabels, name)) delete labels[name];
  const proxyId = setProxyId === undefined ? row.proxyId : setProxyId;
  return { row, labels, proxyId, moves: proxyId !== row.proxyId };
}

function refusalOf({ row, labels, proxyId }: Change): ServiceError | null {
  if (row.sandbox) return new ServiceError("FORBIDDEN", "SANDBOX_FIXED");
  if (needsProxy({ loginMode: row.loginMode, proxyId }))
    return new ServiceError("BAD_REQUEST", "PROXY_NEEDED");
  const count = Object.keys(labels).length;
  return count > maximumLabels
    ? new ServiceError("BAD_REQUEST", "LABELS_FULL", { maximum: maximumLabels })
    : null;
}

function differs({ row, labels, moves }: Change): boolean {
  const names = new Set([...Object.keys(labels), ...Object.keys(row.labels)]);
  return moves || [...names].some((name) => labels[name] !== row.labels[name]);
}

/** In two statements, however many they are: each row's own labels ride along. */
async function write(tx: Transaction, changes: Change[]): Promise<void> {
  if (changes.length === 0) return;
  const given = JSON.stringify(
    changes.map(({ row, labels, proxyId }) => ({ id: row.id, labels, proxy_id: proxyId })),
  );
  await tx.execute(sql`
    update e_script_target t set labels = g.labels, proxy_id = g.proxy_id, updated_at = now()
    from jsonb_to_recordset(${given}::jsonb) as g (id bigint, labels jsonb, proxy_id bigint) where t.id = g.id`);
  const moved = changes.filter(({ moves }) => moves).map(({ row }) => row.id);
  if (moved.length > 0) await tx.update(target).set(nothingKnown).where(inArray(target.id, moved));
}

function auditOf({ row: { tenantId, id, name, ...before }, labels, proxyId, moves }: Change) {
  return {
    tenantId,
    action: "target.update",
    object: { type: "target", id, name },
    before: { labels: before.labels, ...(moves ? { proxyId: before.proxyId } : {}) },
    after: { labels, ...(moves ? { proxyId } : {}) },
  };
}
