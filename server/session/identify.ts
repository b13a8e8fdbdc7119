import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { UserActor } from "../access.ts";
import { isSecret, secretHash } from "../crypto/secret-token.ts";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { apiToken, userAccount, userSession } from "../db/tables/user.ts";

/** What a request shows to say who it is from. */
export type Credentials = { bearer: string } | { sessionId: string };

/** A session ends after so long without a call, and in any case after so long. */
const sessionEnds = sql`(${userSession.lastSeenAt} < now() - interval '12 hours'
  or ${userSession.createdAt} < now() - interval '7 days')`;

const tokenForm = /^hrt_(\d{1,15})_([A-Za-z0-9_-]{43})$/;

/**
 * Who this is, read from the database for this very call: null where the token or session is unknown, over or
 * revoked, or its user or tenant is not allowed in any more.
 */
export function identify(database: Database, credentials: Credentials): Promise<UserActor | null> {
  return inTenant(asSystem(database), (tx) =>
    "bearer" in credentials
      ? identifyToken(tx, credentials.bearer)
      : identifySession(tx, credentials.sessionId),
  );
}

async function identifyToken(tx: Transaction, bearer: string): Promise<UserActor | null> {
  const [, id, secret] = tokenForm.exec(bearer) ?? [];
  if (id === undefined || secret === undefined) return null;
  const rows = await tx
    .select({
      id: apiToken.id,
      scope: apiToken.scope,
      secretHash: apiToken.secretHash,
      stale: sql<boolean>`coalesce(${olderThanAMinute(apiToken.lastUsedAt)}, true)`,
      user: person,
    })
    .from(apiToken)
    .innerJoin(
      userAccount,
      and(eq(userAccount.tenantId, apiToken.tenantId), eq(userAccount.id, apiToken.userId)),
    )
    .innerJoin(tenant, eq(tenant.id, userAccount.tenantId))
    .where(
      and(
        eq(apiToken.id, Number(id)),
        isNull(apiToken.deletedAt),
        sql`${apiToken.expiresAt} > now()`,
        isLetIn(),
      ),
    );
  const [row] = rows;
  if (row === undefined || !isSecret(secret, row.secretHash)) return null;
  if (row.stale) {
    await tx
      .update(apiToken)
      .set({ lastUsedAt: sql`now()` })
      .where(and(eq(apiToken.id, row.id), sql`coalesce(${olderThanAMinute(apiToken.lastUsedAt)}, true)`));
  }
  return { kind: "user", ...row.user, via: "token", viaId: row.id, scope: row.scope };
}

async function identifySession(tx: Transaction, sessionId: string): Promise<UserActor | null> {
  const rows = await tx
    .select({ id: userSession.id, stale: olderThanAMinute(userSession.lastSeenAt), user: person })
    .from(userSession)
    .innerJoin(
      userAccount,
      and(eq(userAccount.tenantId, userSession.tenantId), eq(userAccount.id, userSession.userId)),
    )
    .innerJoin(tenant, eq(tenant.id, userAccount.tenantId))
    .where(and(eq(userSession.idHash, secretHash(sessionId)), isOpen(), isLetIn()));
  const [row] = rows;
  if (row === undefined) return null;
  if (row.stale) {
    await tx
      .update(userSession)
      .set({ lastSeenAt: sql`now()` })
      .where(and(eq(userSession.id, row.id), olderThanAMinute(userSession.lastSeenAt)));
  }
  return { kind: "user", ...row.user, via: "session", viaId: row.id, scope: "admin" };
}

/** A session that has not ended, neither by somebody nor by itself. */
export function isOpen(): SQL | undefined {
  return and(isNull(userSession.endedAt), sql`not ${sessionEnds}`);
}

const person = {
  userId: userAccount.id,
  name: userAccount.name,
  role: userAccount.role,
  tenantId: userAccount.tenantId,
};

/** The user and the tenant that a token or session belongs to may come in at all. */
function isLetIn(): SQL | undefined {
  return and(isNull(userAccount.deletedAt), eq(userAccount.disabled, false), eq(tenant.disabled, false));
}

/** Last uses are written at most once a minute: a write for each call would be waste. */
function olderThanAMinute(column: typeof apiToken.lastUsedAt | typeof userSession.lastSeenAt): SQL<boolean> {
  return sql<boolean>`${column} < now() - interval '1 minute'`;
}
