import { and, eq, sql } from "drizzle-orm";
import { actorId, actorName, requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import { writing } from "../db/errors.ts";
import { inTenant } from "../db/in-tenant.ts";
import { proxy } from "../db/tables/target.ts";
import { valuesAt } from "../domain/changes.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { pinChange } from "../target/pin.ts";
import { insertTarget } from "../target/service.ts";
import type { ProxyCreateInput, ProxyUpdateInput } from "./input.ts";
import { proxyItemOf, selectProxies } from "./list.ts";
import { livingProxy, lockProxy } from "./load.ts";
import type { ProxyDetail } from "./output.ts";

/** A proxy with its pinned key's fingerprint, and the one it showed instead, if any. */
export function getProxy(ctx: ServiceContext, { id }: { id: number }): Promise<ProxyDetail> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const rows = await selectProxies(tx, livingProxy(ctx, id));
    const read = found(rows[0]);
    return { ...read.row, ...proxyItemOf(read), hostKeyPinned: read.row.hostKey !== null };
  });
}

/** Makes a proxy, and its first target where one is given; nothing is dialled by that. */
export function createProxy(
  ctx: ServiceContext,
  { target: first, ...input }: ProxyCreateInput,
): Promise<{ id: number; targetId?: number }> {
  requireScope(ctx, "write");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const values = { ...input, tenantId };
    const author = { createdById: actorId(ctx.actor), createdBy: actorName(ctx.actor) };
    const rows = await writing(
      input,
      tx
        .insert(proxy)
        .values({ ...values, ...author })
        .returning(),
    );
    const { id, name } = found(rows[0]);
    await audit(tx, ctx, {
      tenantId,
      action: "proxy.create",
      object: { type: "proxy", id, name },
      after: values,
    });
    if (first === undefined) return { id };
    const behind = insertTarget(tx, ctx, tenantId, { ...first, proxyId: id });
    return { id, targetId: (await behind.catch(atTarget)).id };
  });
}

/** What is wrong with the target stands at its own fields. */
function atTarget(error: unknown): never {
  if (!(error instanceof ServiceError) || error.field === undefined) throw error;
  throw new ServiceError(error.kind, error.reason, error.values, ["target", ...error.field]);
}

/** Changes a proxy. One that moves (address, port) loses its pin: it is another host. */
export function updateProxy(ctx: ServiceContext, { id, ...input }: ProxyUpdateInput): Promise<typeof done> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const before = await lockProxy(tx, ctx, id);
    const { hostKeyFingerprint, ...given } = input;
    const { address = before.address, port = before.port } = given;
    const pin = pinChange(before, address !== before.address || port !== before.port, hostKeyFingerprint);
    await writing(
      input,
      tx
        .update(proxy)
        .set({ ...given, ...pin, updatedAt: sql`now()` })
        .where(and(eq(proxy.tenantId, before.tenantId), eq(proxy.id, id))),
    );
    const changes = { ...given, hostKeyFingerprint: pin.hostKeyFingerprint };
    await audit(tx, ctx, {
      tenantId: before.tenantId,
      action: "proxy.update",
      object: { type: "proxy", id, name: input.name ?? before.name },
      before: valuesAt(before, changes),
      after: changes,
    });
    return done;
  });
}
