import { and, eq, isNull, sql } from "drizzle-orm";
import { actorId, requireScope, requireSystemAdmin, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { inTenant } from "../db/in-tenant.ts";
import { apiToken, userAccount } from "../db/tables/user.ts";
import { done } from "../domain/wire.ts";
import { found, ServiceError } from "../errors.ts";
import { knownUsers, ownUser } from "../user/load.ts";
import { isSelf } from "../user/rules.ts";
import type { TokenCreateInput } from "./input.ts";
import { issueToken } from "./issue.ts";
import { ofOwner } from "./list.ts";

/** Makes a token, for oneself unless a system admin names another user; never with more than one's own scope. */
export function createToken(
  ctx: ServiceContext,
  { userId, ...input }: TokenCreateInput,
): Promise<{ id: number; token: string }> {
  requireScope(ctx, "admin");
  requireScope(ctx, input.scope);
  refusePast(input.expiresAt);
  return inTenant(ctx, async (tx) => {
    const owner = await ownUser(tx, ctx, userId ?? actorId(ctx.actor) ?? 0);
    if (!isSelf(ctx, owner.id)) requireSystemAdmin(ctx);
    return issueToken(tx, ctx, { ...input, tenantId: owner.tenantId, userId: owner.id });
  });
}

function refusePast(expiresAt: string | undefined): void {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
    throw new ServiceError("BAD_REQUEST", "EXPIRES_IN_PAST", {}, ["expiresAt"]);
  }
}

/** Revokes a token: it is nobody from the next call on, and its name is free again. */
export function deleteToken(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "admin");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .update(apiToken)
      .set({ deletedAt: sql`now()` })
      .from(userAccount)
      .where(and(eq(apiToken.id, id), isNull(apiToken.deletedAt), ofOwner, knownUsers(ctx)))
      .returning({ tenantId: apiToken.tenantId, userId: apiToken.userId, name: apiToken.name });
    const { tenantId, userId, name } = found(rows[0]);
    await audit(tx, ctx, {
      tenantId,
      action: "apiToken.delete",
      object: { type: "apiToken", id, name },
      before: { userId },
    });
    return done;
  });
}
