import { and, eq, isNull, ne, type SQL } from "drizzle-orm";
import { knowsSystemAdmins, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { userAccount } from "../db/tables/user.ts";
import { found } from "../errors.ts";

export type UserRow = typeof userAccount.$inferSelect;

type Caller = Pick<ServiceContext, "actor" | "scope">;

/** The users that a caller knows of, deleted ones too. */
export function knownUsers(ctx: Caller): SQL | undefined {
  const hidden = knowsSystemAdmins(ctx) ? undefined : ne(userAccount.role, "system_admin");
  return and(visible(ctx, userAccount.tenantId), hidden);
}

export function livingUser(ctx: Caller, id: number): SQL | undefined {
  return and(eq(userAccount.id, id), knownUsers(ctx), isNull(userAccount.deletedAt));
}

/** The living user, or NOT_FOUND for "absent" and "not yours" alike. */
export async function ownUser(tx: Transaction, ctx: Caller, id: number): Promise<UserRow> {
  const rows = await tx.select().from(userAccount).where(livingUser(ctx, id));
  return found(rows[0]);
}

/** The same, locked against other changes until the transaction's end. */
export async function lockUser(tx: Transaction, ctx: Caller, id: number): Promise<UserRow> {
  const rows = await tx.select().from(userAccount).where(livingUser(ctx, id)).for("no key update");
  return found(rows[0]);
}
