import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import { publicKeyOf } from "../ssh-key/service.ts";
import { ownTarget } from "./load.ts";

/** What to run on a target, as its login user, so that the platform's key is let in. */
export async function targetInstallCommand(ctx: ServiceContext, { id }: { id: number }) {
  requireScope(ctx, "read");
  const { tenantId, username } = await inTenant(ctx, (tx) => ownTarget(tx, ctx, id));
  const { publicKey, installCommand } = await publicKeyOf(ctx, tenantId);
  return { command: installCommand, username, publicKey };
}
