import { and, eq } from "drizzle-orm";
import { requireScope, type ServiceContext, type UserActor } from "../access.ts";
import { audit } from "../audit/record.ts";
import { inTenant } from "../db/in-tenant.ts";
import { userAccount } from "../db/tables/user.ts";
import { done } from "../domain/wire.ts";
import { found, notFound, ServiceError } from "../errors.ts";
import { countPasswordTry } from "../rate-limit/password.ts";
import { storePassword } from "./credentials.ts";
import type { ChangePasswordInput } from "./input.ts";
import { hashPassword, isPassword } from "./password.ts";

/**
 * Changes the caller's own password and ends their other sessions. The current one must be right
 * (WRONG_PASSWORD): a browser left open gives nobody the account.
 */
export async function changePassword(ctx: ServiceContext, input: ChangePasswordInput): Promise<typeof done> {
  requireScope(ctx, "admin");
  const { actor, database } = ctx;
  if (actor.kind !== "user") throw notFound();
  await countPasswordTry(database.pool, actor.userId);
  if (!(await isPassword(input.currentPassword, await currentHash(ctx, actor)))) {
    throw new ServiceError("BAD_REQUEST", "WRONG_PASSWORD", {}, ["currentPassword"]);
  }
  const passwordHash = await hashPassword(input.password);
  const { userId: id, tenantId, name } = actor;
  return inTenant(ctx, async (tx) => {
    await storePassword(tx, { id, tenantId }, passwordHash, actor.via === "session" ? actor.viaId : null);
    await audit(tx, ctx, {
      tenantId,
      action: "user.changePassword",
      object: { type: "user", id, name },
      after: { password: "changed" },
    });
    return done;
  });
}

function currentHash(ctx: ServiceContext, { tenantId, userId }: UserActor): Promise<string | null> {
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .select({ passwordHash: userAccount.passwordHash })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId)));
    return found(rows[0]).passwordHash;
  });
}
