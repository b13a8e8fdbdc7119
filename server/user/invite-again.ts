import { requireScope, type ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { inTenant } from "../db/in-tenant.ts";
import { ServiceError } from "../errors.ts";
import { voidInvitations } from "./credentials.ts";
import { invite } from "./invite.ts";
import { lockUser } from "./load.ts";
import type { Invitation } from "./output.ts";
import { refuseOwnAccount } from "./rules.ts";

/**
 * Offers a user who exists to set a new password by a link; links that they were given before end. Their password
 * stays until they do. OWN_ACCOUNT for oneself, USER_DISABLED where they may not come in anyway.
 */
export function inviteUser(ctx: ServiceContext, { id }: { id: number }): Promise<Invitation> {
  requireScope(ctx, "admin");
  return inTenant(ctx, async (tx) => {
    const user = await lockUser(tx, ctx, id);
    refuseOwnAccount(ctx, id);
    if (user.disabled) throw new ServiceError("CONFLICT", "USER_DISABLED");
    await voidInvitations(tx, user);
    const invitation = await invite(tx, user);
    await audit(tx, ctx, {
      tenantId: user.tenantId,
      action: "user.invite",
      object: { type: "user", id, name: user.name },
      after: { expiresAt: invitation.expiresAt },
    });
    return invitation;
  });
}
