import { and, eq, or, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { userAccount, userSession } from "../db/tables/user.ts";
import type { ListPage } from "../domain/list.ts";
import { knownUsers } from "../user/load.ts";
import { isOpen } from "./identify.ts";
import type { SessionListInput } from "./input.ts";
import type { SessionItem } from "./output.ts";

const sortColumns = { lastSeenAt: userSession.lastSeenAt, createdAt: userSession.id };

/** Whose a session is. */
export const ofOwner = and(
  eq(userAccount.tenantId, userSession.tenantId),
  eq(userAccount.id, userSession.userId),
);

/** A page of open sessions of all users that the caller knows of; `search` looks in their name and address. */
export function listSessions(
  caller: ServiceContext,
  input: SessionListInput,
): Promise<ListPage<SessionItem>> {
  requireScope(caller, "admin");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, userAccount, input.userId, knownUsers(ctx));
    const matching = and(knownUsers(ctx), isOpen(), ...filters(input));
    const { limit, offset } = pageWindow(input);
    const items = await tx
      .select({ ...itemColumns, current: isCurrent(ctx) })
      .from(userSession)
      .innerJoin(userAccount, ofOwner)
      .where(matching)
      .orderBy(...orderBy(sortColumns, input, userSession.id))
      .limit(limit)
      .offset(offset);
    return withTotal(tx, items, sql`${userSession} join ${userAccount} on ${ofOwner}`, matching);
  });
}

function filters({ userId, search }: SessionListInput): (SQL | undefined)[] {
  return [
    userId === undefined ? undefined : eq(userSession.userId, userId),
    search ? or(contains(userAccount.name, search), contains(userAccount.email, search)) : undefined,
  ];
}

function isCurrent({ actor }: ServiceContext): SQL<boolean> {
  const id = actor.kind === "user" && actor.via === "session" ? actor.viaId : null;
  return sql<boolean>`${userSession.id} is not distinct from ${id}::bigint`;
}

const itemColumns = {
  id: userSession.id,
  tenantId: userSession.tenantId,
  userId: userSession.userId,
  userName: userAccount.name,
  address: userSession.address,
  agent: userSession.agent,
  createdAt: userSession.createdAt,
  lastSeenAt: userSession.lastSeenAt,
};
