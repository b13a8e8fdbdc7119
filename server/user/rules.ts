import { and, eq, isNull, sql } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { tenant } from "../db/tables/tenant.ts";
import { userAccount } from "../db/tables/user.ts";
import type { Role } from "../domain/role.ts";
import { ServiceError } from "../errors.ts";

type Caller = Pick<ServiceContext, "actor">;

/** An arbitrary number of ours: whoever takes rights from a system admin holds this advisory lock. */
const systemAdminsLock = 7_403_226;

/** Nobody grants a role above their own. */
export function requireMayGrant({ actor }: Caller, role: Role): void {
  if (actor.kind === "user" && actor.role !== "system_admin" && role === "system_admin") {
    throw new ServiceError("FORBIDDEN", "NO_PERMISSION", {}, ["role"]);
  }
}

/** Whether this is the caller's own account. */
export function isSelf({ actor }: Caller, userId: number): boolean {
  return actor.kind === "user" && actor.userId === userId;
}

/** Nobody takes rights from themselves: CONFLICT OWN_ACCOUNT. */
export function refuseOwnAccount(ctx: Caller, userId: number): void {
  if (isSelf(ctx, userId)) throw new ServiceError("CONFLICT", "OWN_ACCOUNT");
}

/**
 * Refuses a change that leaves no system admin who may come in: CONFLICT LAST_SYSTEM_ADMIN. Called last in the
 * change's transaction: of two at once, each taking the other's rights, the second waits for the lock and then
 * sees what the first one did.
 */
export async function requireSystemAdminLeft(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${systemAdminsLock})`);
  const left = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .innerJoin(tenant, eq(tenant.id, userAccount.tenantId))
    .where(
      and(
        eq(userAccount.role, "system_admin"),
        isNull(userAccount.deletedAt),
        eq(userAccount.disabled, false),
        eq(tenant.disabled, false),
      ),
    )
    .limit(1);
  if (left.length === 0) throw new ServiceError("CONFLICT", "LAST_SYSTEM_ADMIN");
}
