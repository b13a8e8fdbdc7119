import { and, eq, isNull, sql } from "drizzle-orm";
import { secretHash } from "../crypto/secret-token.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { userSession } from "../db/tables/user.ts";

/** Ends the session that a browser shows the id of, where there is one: it signs out. */
export async function endSession(database: Database, sessionId: string | undefined): Promise<void> {
  if (sessionId === undefined) return;
  await inTenant(asSystem(database), (tx) =>
    tx
      .update(userSession)
      .set({ endedAt: sql`now()` })
      .where(and(eq(userSession.idHash, secretHash(sessionId)), isNull(userSession.endedAt))),
  );
}
