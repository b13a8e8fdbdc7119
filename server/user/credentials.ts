import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { apiToken, invitation, userAccount, userSession } from "../db/tables/user.ts";
import type { UserRow } from "./load.ts";

type Owner = Pick<UserRow, "id" | "tenantId">;

/**
 * Gives a user a new password: their sessions end, but for the one that asked, and open invitations are void,
 * since a link that still lies somewhere could set another one.
 */
export async function storePassword(
  tx: Transaction,
  owner: Owner,
  passwordHash: string,
  keptSessionId: number | null = null,
): Promise<void> {
  await tx
    .update(userAccount)
    .set({ passwordHash, updatedAt: sql`now()` })
    .where(and(eq(userAccount.tenantId, owner.tenantId), eq(userAccount.id, owner.id)));
  await voidInvitations(tx, owner);
  await endSessionsOf(tx, owner, keptSessionId);
}

/** Ends a user's sessions, but for one where it is named. */
export async function endSessionsOf(
  tx: Transaction,
  { id, tenantId }: Owner,
  keptSessionId: number | null = null,
): Promise<void> {
  await tx
    .update(userSession)
    .set({ endedAt: sql`now()` })
    .where(
      and(
        eq(userSession.tenantId, tenantId),
        eq(userSession.userId, id),
        isNull(userSession.endedAt),
        keptSessionId === null ? undefined : ne(userSession.id, keptSessionId),
      ),
    );
}

/** Takes away everything that a user could still come in with. */
export async function revokeAll(tx: Transaction, owner: Owner): Promise<void> {
  await endSessionsOf(tx, owner);
  await voidInvitations(tx, owner);
  await tx
    .update(apiToken)
    .set({ deletedAt: sql`now()` })
    .where(
      and(eq(apiToken.tenantId, owner.tenantId), eq(apiToken.userId, owner.id), isNull(apiToken.deletedAt)),
    );
}

/** Ends links that were given and not used yet. */
export async function voidInvitations(tx: Transaction, { id, tenantId }: Owner): Promise<void> {
  await tx
    .update(invitation)
    .set({ expiresAt: sql`least(${invitation.expiresAt}, now())` })
    .where(and(eq(invitation.tenantId, tenantId), eq(invitation.userId, id), isNull(invitation.acceptedAt)));
}
