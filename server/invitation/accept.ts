import { and, eq, isNull, sql } from "drizzle-orm";
import type { ServiceContext, UserActor } from "../access.ts";
import { audit } from "../audit/record.ts";
import { secretHash } from "../crypto/secret-token.ts";
import type { Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { invitation, userAccount } from "../db/tables/user.ts";
import { ServiceError } from "../errors.ts";
import { storePassword } from "../user/credentials.ts";
import type { UserRow } from "../user/load.ts";
import { hashPassword } from "../user/password.ts";
import type { InvitationAcceptInput } from "./input.ts";

/**
 * Sets the first password of whoever holds the link's token, once; answers the address to sign in with.
 * NOT_FOUND INVITATION_INVALID where the token is unknown, used or expired, or its user may not come in.
 */
export async function acceptInvitation(
  ctx: Pick<ServiceContext, "database" | "request">,
  { token, password }: InvitationAcceptInput,
): Promise<{ email: string }> {
  return inTenant(asSystem(ctx.database), async (tx) => {
    const user = await takeInvitation(tx, token);
    await storePassword(tx, user, await hashPassword(password));
    const { id: userId, name, role, tenantId } = user;
    const actor: UserActor = {
      kind: "user",
      userId,
      name,
      role,
      tenantId,
      via: "session",
      viaId: null,
      scope: "admin",
    };
    await audit(
      tx,
      { actor, request: ctx.request },
      { tenantId, action: "invitation.accept", object: { type: "user", id: userId, name } },
    );
    return { email: user.email };
  });
}

/** Marks it as used; of two callers at once the second one finds it used. */
async function takeInvitation(tx: Transaction, token: string): Promise<UserRow> {
  const taken = await tx
    .update(invitation)
    .set({ acceptedAt: sql`now()` })
    .where(
      and(
        eq(invitation.tokenHash, secretHash(token)),
        isNull(invitation.acceptedAt),
        sql`${invitation.expiresAt} > now()`,
      ),
    )
    .returning();
  const users = await tx
    .select({ user: userAccount })
    .from(userAccount)
    .innerJoin(tenant, eq(tenant.id, userAccount.tenantId))
    .where(
      and(
        eq(userAccount.tenantId, taken[0]?.tenantId ?? 0),
        eq(userAccount.id, taken[0]?.userId ?? 0),
        isNull(userAccount.deletedAt),
        eq(userAccount.disabled, false),
        eq(tenant.disabled, false),
      ),
    );
  const [found] = users;
  if (found === undefined) throw new ServiceError("NOT_FOUND", "INVITATION_INVALID");
  return found.user;
}
