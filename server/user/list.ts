import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { userAccount, userSession } from "../db/tables/user.ts";
import type { ListPage } from "../domain/list.ts";
import type { UserListInput } from "./input.ts";
import { knownUsers } from "./load.ts";
import type { User } from "./output.ts";

const sortColumns = { name: userAccount.name, email: userAccount.email, createdAt: userAccount.id };

/** A page of users; `search` looks in name and address. */
export function listUsers(caller: ServiceContext, input: UserListInput): Promise<ListPage<User>> {
  requireScope(caller, "admin");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const matching = and(knownUsers(ctx), isNull(userAccount.deletedAt), ...filters(input));
    const { limit, offset } = pageWindow(input);
    const items = await tx
      .select(itemColumns)
      .from(userAccount)
      .where(matching)
      .orderBy(...orderBy(sortColumns, input, userAccount.id))
      .limit(limit)
      .offset(offset);
    return withTotal(tx, items, userAccount, matching);
  });
}

function filters({ role, disabled, search }: UserListInput): (SQL | undefined)[] {
  return [
    role && eq(userAccount.role, role),
    disabled === undefined ? undefined : eq(userAccount.disabled, disabled),
    search ? or(contains(userAccount.name, search), contains(userAccount.email, search)) : undefined,
  ];
}

/** The newest call of any of the user's sessions. */
const lastSeenAt = sql<string | null>`(select max(s.last_seen_at) from user_session s
  where s.tenant_id = user_account.tenant_id and s.user_id = user_account.id)`;

export const itemColumns = {
  id: userAccount.id,
  tenantId: userAccount.tenantId,
  email: userAccount.email,
  name: userAccount.name,
  role: userAccount.role,
  disabled: userAccount.disabled,
  hasPassword: sql<boolean>`user_account.password_hash is not null`,
  lastSeenAt: lastSeenAt.mapWith(userSession.lastSeenAt) as SQL<string | null>,
  createdAt: userAccount.createdAt,
  updatedAt: userAccount.updatedAt,
};
