import { and, eq, isNull, sql } from "drizzle-orm";
import type { UserActor } from "../access.ts";
import { audit } from "../audit/record.ts";
import { secretHash } from "../crypto/secret-token.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { userAccount, userSession } from "../db/tables/user.ts";
import { ofOwner } from "./list.ts";

/** Ends the session that a browser shows the id of, where there is one: it signs out. */
export async function endSession(database: Database, sessionId: string | undefined): Promise<void> {
  if (sessionId === undefined) return;
  await inTenant(asSystem(database), async (tx) => {
    const [ended] = await tx
      .update(userSession)
      .set({ endedAt: sql`now()` })
      .from(userAccount)
      .where(and(eq(userSession.idHash, secretHash(sessionId)), isNull(userSession.endedAt), ofOwner))
      .returning({
        id: userSession.id,
        userId: userAccount.id,
        tenantId: userAccount.tenantId,
        name: userAccount.name,
        role: userAccount.role,
      });
    if (ended === undefined) return;
    const { id, tenantId, name } = ended;
    const actor: UserActor = { kind: "user", ...ended, via: "session", viaId: id, scope: "admin" };
    await audit(
      tx,
      { actor, request: { id: "sign-out", address: null } },
      { tenantId, action: "session.end", object: { type: "session", id, name } },
    );
  });
}
