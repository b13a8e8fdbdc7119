import { setTimeout as delay } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { found, ServiceError } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import { installCommand } from "./install-command.ts";
import { livingKey } from "./load.ts";
import type { CurrentKey } from "./output.ts";

/** A worker makes a missing pair within this time, or the person who waits is told that none does. */
const waitMs = 5_000;
const pauseMs = 100;

/** The public half of a tenant's key; waits for it where it is just being made, then throws KEY_NOT_READY. */
export function currentKey(ctx: ServiceContext, input: { tenantId?: number }): Promise<CurrentKey> {
  requireScope(ctx, "read");
  return publicKeyOf(ctx, tenantForCreate(ctx, input.tenantId));
}

/** The same for a tenant that the caller was found to see. */
export async function publicKeyOf(ctx: ServiceContext, tenantId: number): Promise<CurrentKey> {
  const key = (await inTenant(ctx, (tx) => findOrAsk(tx, ctx, tenantId))) ?? (await waitFor(ctx, tenantId));
  const { publicKey, fingerprint, createdAt } = key;
  return { publicKey, fingerprint, createdAt, installCommand: installCommand(publicKey) };
}

/** A missing pair is asked for again: the job that came with the tenant may be long over. */
async function findOrAsk(tx: Transaction, ctx: ServiceContext, tenantId: number) {
  const owners = await tx
    .select({ id: tenant.id })
    .from(tenant)
    .where(and(eq(tenant.id, tenantId), visible(ctx, tenant.id)));
  found(owners[0]);
  const key = await livingKey(tx, tenantId);
  if (key === undefined) await enqueue(ctx.boss, tx, "makeKey", { tenantId });
  return key;
}

async function waitFor(ctx: ServiceContext, tenantId: number) {
  const until = performance.now() + waitMs;
  while (performance.now() < until) {
    const key = await inTenant(ctx, (tx) => livingKey(tx, tenantId));
    if (key !== undefined) return key;
    await delay(pauseMs);
  }
  throw new ServiceError("SERVICE_UNAVAILABLE", "KEY_NOT_READY");
}
