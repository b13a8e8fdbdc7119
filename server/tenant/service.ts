import { eq, sql } from "drizzle-orm";
import { requireScope, requireSystemAdmin, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { writing } from "../db/errors.ts";
import { inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { valuesAt } from "../domain/changes.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";
import { resumeTenantSchedules, stopTenantSchedules } from "../schedule/of-tenant.ts";
import { machineTimeZone } from "../time-zone.ts";
import { requireSystemAdminLeft } from "../user/rules.ts";
import type { TenantCreateInput, TenantUpdateInput } from "./input.ts";
import type { Tenant } from "./output.ts";

/** A tenant. */
export function getTenant(ctx: ServiceContext, { id }: { id: number }): Promise<Tenant> {
  requireScope(ctx, "admin");
  requireSystemAdmin(ctx);
  return inTenant(ctx, async (tx) => found((await tx.select().from(tenant).where(eq(tenant.id, id)))[0]));
}

/** Makes a tenant; the next free worker makes its key pair. */
export function createTenant(ctx: ServiceContext, input: TenantCreateInput): Promise<{ id: number }> {
  requireScope(ctx, "admin");
  requireSystemAdmin(ctx);
  const values = { ...input, timeZone: input.timeZone ?? machineTimeZone() };
  return inTenant(ctx, async (tx) => {
    const made = found((await writing(values, tx.insert(tenant).values(values).returning()))[0]);
    await enqueue(ctx.boss, tx, "makeKey", { tenantId: made.id });
    await audit(tx, ctx, {
      tenantId: made.id,
      action: "tenant.create",
      object: { type: "tenant", id: made.id, name: made.name },
      after: values,
    });
    return { id: made.id };
  });
}

/** Changes a tenant. Nobody of a disabled one comes in any more, and its schedules stop until then; one's own stays enabled: OWN_TENANT. */
export function updateTenant(
  ctx: ServiceContext,
  { id, ...changes }: TenantUpdateInput,
): Promise<typeof done> {
  requireScope(ctx, "admin");
  requireSystemAdmin(ctx);
  if (changes.disabled === true) refuseOwnTenant(ctx, id);
  return inTenant(ctx, async (tx) => {
    const rows = await tx.select().from(tenant).where(eq(tenant.id, id)).for("no key update");
    const before = found(rows[0]);
    await writing(
      changes,
      tx
        .update(tenant)
        .set({ ...changes, updatedAt: sql`now()` })
        .where(eq(tenant.id, id)),
    );
    await audit(tx, ctx, {
      tenantId: id,
      action: "tenant.update",
      object: { type: "tenant", id, name: changes.name ?? before.name },
      before: valuesAt(before, changes),
      after: changes,
    });
    if (changes.disabled === true) await requireSystemAdminLeft(tx);
    if (changes.disabled !== undefined && changes.disabled !== before.disabled) {
      await (changes.disabled ? stopTenantSchedules(tx, id) : resumeTenantSchedules(tx, id));
    }
    return done;
  });
}

function refuseOwnTenant({ actor }: ServiceContext, id: number): void {
  if (actor.kind === "user" && actor.tenantId === id) throw new ServiceError("CONFLICT", "OWN_TENANT");
}
