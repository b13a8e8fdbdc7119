import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { publicKeyOf } from "../ssh-key/service.ts";
import { ownHost } from "./own-host.ts";

/** What to run on a host, as its login user, so that the platform's key is let in. */
export async function hostInstallCommand(ctx: ServiceContext, kind: HostKind, { id }: { id: number }) {
  requireScope(ctx, "read");
  const { tenantId, username } = await inTenant(ctx, (tx) => ownHost(tx, ctx, kind, id));
  const { publicKey, installCommand } = await publicKeyOf(ctx, tenantId);
  return { command: installCommand, username, publicKey };
}
