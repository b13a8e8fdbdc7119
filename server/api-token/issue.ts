import { sql } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import { makeSecret, secretHash } from "../crypto/secret-token.ts";
import type { Database, Transaction } from "../db/client.ts";
import { writing } from "../db/errors.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { apiToken } from "../db/tables/user.ts";
import type { TokenScope } from "../domain/role.ts";
import { found } from "../errors.ts";
import { commandCaller, userByEmail } from "../user/by-command.ts";

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
  ctx: Pick<ServiceContext, "actor" | "request">,
  request: TokenRequest,
): Promise<{ id: number; token: string }> {
  const secret = makeSecret();
  const expiresAt = request.expiresAt ?? sql`now() + make_interval(days => ${tokenDays})`;
  const inserting = tx
    .insert(apiToken)
    .values({ ...request, secretHash: secretHash(secret), expiresAt })
    .returning();
  const made = found((await writing(request, inserting))[0]);
  await audit(tx, ctx, {
    tenantId: made.tenantId,
    action: "apiToken.create",
    object: { type: "apiToken", id: made.id, name: made.name },
    after: { userId: made.userId, scope: made.scope, expiresAt: made.expiresAt },
  });
  return { id: made.id, token: `hrt_${made.id}_${secret}` };
}

/** Makes a token for a user at the terminal of the server itself. Throws NOT_FOUND where there is no such user. */
export function issueTokenByCommand(
  database: Database,
  { email, ...request }: { email: string } & Omit<TokenRequest, "tenantId" | "userId">,
): Promise<{ id: number; token: string }> {
  return inTenant(asSystem(database), async (tx) => {
    const owner = await userByEmail(tx, email);
    return issueToken(tx, commandCaller(owner), { ...request, tenantId: owner.tenantId, userId: owner.id });
  });
}
