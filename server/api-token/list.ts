import { and, eq, isNull, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { apiToken, userAccount } from "../db/tables/user.ts";
import type { ListPage } from "../domain/list.ts";
import { knownUsers } from "../user/load.ts";
import type { TokenListInput } from "./input.ts";
import type { TokenItem } from "./output.ts";

const sortColumns = {
  name: apiToken.name,
  createdAt: apiToken.id,
  expiresAt: apiToken.expiresAt,
  lastUsedAt: apiToken.lastUsedAt,
};

/** Whose a token is. */
export const ofOwner = and(eq(userAccount.tenantId, apiToken.tenantId), eq(userAccount.id, apiToken.userId));

/** A page of tokens, expired ones too, of all users that the caller knows of. */
export function listTokens(caller: ServiceContext, input: TokenListInput): Promise<ListPage<TokenItem>> {
  requireScope(caller, "admin");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, userAccount, input.userId, knownUsers(ctx));
    const matching = and(
      knownUsers(ctx),
      isNull(apiToken.deletedAt),
      input.userId === undefined ? undefined : eq(apiToken.userId, input.userId),
      input.search ? contains(apiToken.name, input.search) : undefined,
    );
    const { limit, offset } = pageWindow(input);
    const items = await tx
      .select(itemColumns)
      .from(apiToken)
      .innerJoin(userAccount, ofOwner)
      .where(matching)
      .orderBy(...orderBy(sortColumns, input, apiToken.id))
      .limit(limit)
      .offset(offset);
    return withTotal(tx, items, sql`${apiToken} join ${userAccount} on ${ofOwner}`, matching);
  });
}

const itemColumns = {
  id: apiToken.id,
  tenantId: apiToken.tenantId,
  userId: apiToken.userId,
  userName: userAccount.name,
  name: apiToken.name,
  scope: apiToken.scope,
  createdAt: apiToken.createdAt,
  expiresAt: apiToken.expiresAt,
  lastUsedAt: apiToken.lastUsedAt,
};
