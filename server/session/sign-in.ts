import { and, eq, isNull, sql } from "drizzle-orm";
import type { UserActor } from "../access.ts";
import { audit } from "../audit/record.ts";
import { makeSecret, secretHash } from "../crypto/secret-token.ts";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { userAccount, userSession } from "../db/tables/user.ts";
import { ServiceError } from "../errors.ts";
import type { Limiters } from "../rate-limit/limiters.ts";
import { countSignIn, forgiveSignIn } from "../rate-limit/sign-in.ts";
import { isPassword } from "../user/password.ts";

/** Where a sign-in comes from. */
export interface SignInRequest {
  id: string;
  address: string;
  agent: string | null;
}

/** Who may sign in. */
type Person = Pick<UserActor, "userId" | "name" | "role" | "tenantId">;

/**
 * Signs in with e-mail and password; answers the random session id that the cookie holds. A wrong password, an
 * unknown address and an account that may not come in get one and the same answer, SIGN_IN_FAILED with the
 * tries left; too many of them SIGN_IN_THROTTLED.
 */
export async function signIn(
  { database, limiters }: { database: Database; limiters: Limiters },
  { email, password }: { email: string; password: string },
  request: SignInRequest,
): Promise<string> {
  const tried = await countSignIn(limiters, email, request.address);
  const account = await findAccount(database, email);
  const right = await isPassword(password.slice(0, 1_000), account?.passwordHash ?? null);
  if (account === undefined || !right) {
    throw new ServiceError("UNAUTHORIZED", "SIGN_IN_FAILED", {
      remaining: tried.remaining,
      until: new Date(tried.untilMs).toISOString(),
    });
  }
  await forgiveSignIn(limiters, email, request.address);
  return inTenant(asSystem(database), (tx) => openSession(tx, account.person, request));
}

/** Opens a session for a person whose identity was proved; answers its random id. */
export async function openSession(tx: Transaction, person: Person, request: SignInRequest): Promise<string> {
  const sessionId = makeSecret();
  const { userId, tenantId } = person;
  const agent = request.agent?.slice(0, 500);
  const [row] = await tx
    .insert(userSession)
    .values({ tenantId, userId, idHash: secretHash(sessionId), address: request.address, agent })
    .returning({ id: userSession.id });
  const id = row?.id ?? null;
  const actor: UserActor = { kind: "user", ...person, via: "session", viaId: id, scope: "admin" };
  await audit(
    tx,
    { actor, request },
    { tenantId, action: "session.create", object: { type: "session", id, name: person.name } },
  );
  return sessionId;
}

async function findAccount(
  database: Database,
  email: string,
): Promise<{ passwordHash: string | null; person: Person } | undefined> {
  const [account] = await inTenant(asSystem(database), (tx) =>
    tx
      .select({
        passwordHash: userAccount.passwordHash,
        person: {
          userId: userAccount.id,
          name: userAccount.name,
          role: userAccount.role,
          tenantId: userAccount.tenantId,
        },
      })
      .from(userAccount)
      .innerJoin(tenant, eq(tenant.id, userAccount.tenantId))
      .where(
        and(
          sql`lower(${userAccount.email}) = ${email.trim().toLowerCase()}`,
          isNull(userAccount.deletedAt),
          eq(userAccount.disabled, false),
          eq(tenant.disabled, false),
        ),
      ),
  );
  return account;
}
