import { and, eq, sql } from "drizzle-orm";
import { actorId, actorName, requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { writing } from "../db/errors.ts";
import { inTenant } from "../db/in-tenant.ts";
import { target } from "../db/tables/target.ts";
import { definedOf, valuesAt } from "../domain/changes.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { needsProxy, type TargetCreateInput, type TargetUpdateInput } from "./input.ts";
import { selectTargets, targetItemOf } from "./list.ts";
import { livingTarget, lockTarget, refuseSandbox, requireProxyOf, type TargetRow } from "./load.ts";
import type { Target } from "./output.ts";
import { pinChange } from "./pin.ts";

/** A target with its pinned key's fingerprint, and the one it showed instead, if any. */
export function getTarget(ctx: ServiceContext, { id }: { id: number }): Promise<Target> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const rows = await selectTargets(tx, livingTarget(ctx, id));
    const { row, proxyName } = found(rows[0]);
    return { ...row, ...targetItemOf({ row, proxyName }), hostKeyPinned: row.hostKey !== null };
  });
}

/** Makes a target; nothing is dialled by that. */
export function createTarget(ctx: ServiceContext, input: TargetCreateInput): Promise<{ id: number }> {
  requireScope(ctx, "write");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, (tx) => insertTarget(tx, ctx, tenantId, input));
}

/** The same within a transaction that makes more than it; the caller has looked into whose tenant it goes. */
export async function insertTarget(
  tx: Transaction,
  ctx: ServiceContext,
  tenantId: number,
  input: TargetCreateInput,
): Promise<{ id: number }> {
  await requireProxyOf(tx, tenantId, input.proxyId);
  const author = { createdById: actorId(ctx.actor), createdBy: actorName(ctx.actor) };
  const values = { ...input, tenantId };
  const rows = await writing(
    input,
    tx
      .insert(target)
      .values({ ...values, ...author })
      .returning(),
  );
  const made = found(rows[0]);
  await audit(tx, ctx, {
    tenantId,
    action: "target.create",
    object: { type: "target", id: made.id, name: made.name },
    after: values,
  });
  return { id: made.id };
}

/** Changes a target. One that moves (address, port, proxy) loses its pin: it is another host. */
export function updateTarget(ctx: ServiceContext, { id, ...input }: TargetUpdateInput): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const before = await lockTarget(tx, ctx, id);
    refuseSandbox(before);
    const { hostKeyFingerprint, ...given } = input;
    const way = { loginMode: before.loginMode, proxyId: before.proxyId, ...definedOf(given) };
    if (needsProxy(way)) throw new ServiceError("BAD_REQUEST", "PROXY_NEEDED", {}, ["loginMode"]);
    await requireProxyOf(tx, before.tenantId, input.proxyId);
    const pin = pinChange(before, moves(before, given), hostKeyFingerprint);
    await writing(
      input,
      tx
        .update(target)
        .set({ ...given, ...pin, updatedAt: sql`now()` })
        .where(and(eq(target.tenantId, before.tenantId), eq(target.id, id))),
    );
    const changes = {
      ...given,
      ...("hostKey" in pin ? { hostKeyFingerprint: pin.hostKeyFingerprint } : pin),
    };
    await audit(tx, ctx, {
      tenantId: before.tenantId,
      action: "target.update",
      object: { type: "target", id, name: input.name ?? before.name },
      before: valuesAt(before, changes),
      after: changes,
    });
    return done;
  });
}

function moves(row: TargetRow, given: Partial<TargetRow>): boolean {
  const change = definedOf(given);
  return (["address", "port", "proxyId"] as const).some((key) => key in change && change[key] !== row[key]);
}
