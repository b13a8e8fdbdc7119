import { and, eq, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { userAccount, userSession } from "../db/tables/user.ts";
import { done } from "../domain/wire.ts";
import { found, notFound } from "../errors.ts";
import { knownUsers } from "../user/load.ts";
import { isOpen } from "./identify.ts";
import { ofOwner } from "./list.ts";
import type { Current } from "./output.ts";

/** Who the caller is, and what they may; the program itself is nobody here. */
export function currentCaller(ctx: ServiceContext): Promise<Current> {
  requireScope(ctx, "read");
  const { actor } = ctx;
  if (actor.kind !== "user") throw notFound();
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .select({ email: userAccount.email, tenantName: tenant.name, timeZone: tenant.timeZone })
      .from(userAccount)
      .innerJoin(tenant, eq(tenant.id, userAccount.tenantId))
      .where(and(eq(userAccount.tenantId, actor.tenantId), eq(userAccount.id, actor.userId)));
    return { ...actor, ...found(rows[0]), chosenTenant: await chosenTenant(tx, ctx) };
  });
}

async function chosenTenant(tx: Transaction, { chosenTenantId }: ServiceContext) {
  if (chosenTenantId === undefined) return null;
  const rows = await tx
    .select({ id: tenant.id, name: tenant.name, timeZone: tenant.timeZone })
    .from(tenant)
    .where(eq(tenant.id, chosenTenantId));
  return rows[0] ?? { id: chosenTenantId, name: `#${chosenTenantId}`, timeZone: "UTC" };
}

/** Ends an open session of one's own or, for admins, of a user of theirs. */
export function endSessionById(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "admin");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .update(userSession)
      .set({ endedAt: sql`now()` })
      .from(userAccount)
      .where(and(eq(userSession.id, id), isOpen(), ofOwner, knownUsers(ctx)))
      .returning({ tenantId: userSession.tenantId, name: userAccount.name });
    const { tenantId, name } = found(rows[0]);
    await audit(tx, ctx, { tenantId, action: "session.end", object: { type: "session", id, name } });
    return done;
  });
}
