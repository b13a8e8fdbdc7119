import { and, eq, isNull, sql } from "drizzle-orm";
import type { UserActor } from "../access.ts";
import { audit } from "../audit/record.ts";
import { makeSecret, secretHash } from "../crypto/secret-token.ts";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { apiToken, userAccount } from "../db/tables/user.ts";
import type { TokenScope } from "../domain/role.ts";
import { found } from "../errors.ts";

/** How long a token is good for unless said otherwise. */
export const tokenDays = 90;

export interface TokenRequest {
  tenantId: number;
  userId: number;
  name: string;
  scope: TokenScope;
  /** ISO 8601; absent: after {@link tokenDays}. */
  expiresAt?: string;
}

/** Makes a token; its text, `hrt_<id>_<secret>`, exists only in this answer. */
export async function issueToken(
  tx: Transaction,
  { expiresAt, ...request }: TokenRequest,
): Promise<{ id: number; token: string }> {
  const secret = makeSecret();
  const after = expiresAt ?? sql`now() + make_interval(days => ${tokenDays})`;
  const rows = await tx
    .insert(apiToken)
    .values({ ...request, secretHash: secretHash(secret), expiresAt: after })
    .returning({ id: apiToken.id });
  const { id } = found(rows[0]);
  return { id, token: `hrt_${id}_${secret}` };
}

/** Makes a token for a user at the terminal of the server itself. Throws NOT_FOUND where there is no such user. */
export function issueTokenByCommand(
  database: Database,
  { email, ...request }: { email: string } & Omit<TokenRequest, "tenantId" | "userId">,
): Promise<{ id: number; token: string }> {
  return inTenant(asSystem(database), async (tx) => {
    const people = await tx
      .select()
      .from(userAccount)
      .where(
        and(
          sql`lower(${userAccount.email}) = lower(${email})`,
          isNull(userAccount.deletedAt),
          eq(userAccount.disabled, false),
        ),
      );
    const { id: userId, tenantId, name, role } = found(people[0]);
    const made = await issueToken(tx, { ...request, tenantId, userId });
    const actor: UserActor = {
      kind: "user",
      userId,
      name,
      role,
      tenantId,
      via: "command",
      viaId: null,
      scope: "admin",
    };
    await audit(
      tx,
      { actor, request: { id: "command", address: null } },
      {
        tenantId,
        action: "apiToken.create",
        object: { type: "apiToken", id: made.id, name: request.name },
        after: { scope: request.scope },
      },
    );
    return made;
  });
}
