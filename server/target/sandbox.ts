import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { audit } from "../audit/record.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { sshKey } from "../db/tables/ssh-key.ts";
import { target } from "../db/tables/target.ts";
import { tenant } from "../db/tables/tenant.ts";
import { found } from "../errors.ts";
import type { HostKey } from "../ssh/route.ts";

/** Where the sandbox's server listens and whom it shows itself as. */
export interface SandboxPlace {
  username: string;
  port: number;
  hostKey: HostKey;
  /** Its scripts have no user of their own. */
  runsAsConsole: boolean;
}

/** The tenant that the first start made, and the public key that its hosts let in; null before a worker made it. */
export async function sandboxTenant(
  database: Database,
): Promise<{ tenantId: number; publicKey: string | null }> {
  const rows = await inTenant(asSystem(database), (tx) =>
    tx
      .select({ tenantId: tenant.id, publicKey: sshKey.publicKey })
      .from(tenant)
      .leftJoin(
        sshKey,
        and(eq(sshKey.tenantId, tenant.id), isNull(sshKey.retiredAt), isNull(sshKey.supersededAt)),
      )
      .orderBy(asc(tenant.id))
      .limit(1),
  );
  return found(rows[0]);
}

/** Makes the sandbox's row, or moves it to where the sandbox listens now. Answers its id. */
export function placeSandbox(database: Database, tenantId: number, place: SandboxPlace): Promise<number> {
  const { username, port, hostKey, runsAsConsole } = place;
  const connection = {
    username,
    port,
    address: "127.0.0.1",
    sandboxRunsAsConsole: runsAsConsole,
    hostKey: hostKey.line,
    hostKeyFingerprint: hostKey.fingerprint,
    offeredHostKey: null,
    offeredHostKeyFingerprint: null,
    // It is started with the current one.
    keyId: null,
  };
  return inTenant({ database, scope: { tenantId } }, async (tx) => {
    const moved = await tx
      .update(target)
      .set({ ...connection, updatedAt: sql`now()` })
      .where(and(eq(target.tenantId, tenantId), eq(target.sandbox, true), isNull(target.deletedAt)))
      .returning({ id: target.id });
    if (moved[0] !== undefined) return moved[0].id;
    const rows = await tx
      .insert(target)
      .values({ tenantId, name: "sandbox", sandbox: true, createdBy: "hostrun", ...connection })
      .returning({ id: target.id });
    const { id } = found(rows[0]);
    await audit(
      tx,
      { actor: { kind: "system", name: "hostrun" }, request: { id: "start", address: null } },
      {
        tenantId,
        action: "target.create",
        object: { type: "target", id, name: "sandbox" },
        after: { sandbox: true },
      },
    );
    return id;
  });
}
