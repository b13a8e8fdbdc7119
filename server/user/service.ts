import { and, eq, sql } from "drizzle-orm";
import { requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { writing } from "../db/errors.ts";
import { inTenant } from "../db/in-tenant.ts";
import { userAccount } from "../db/tables/user.ts";
import { valuesAt } from "../domain/changes.ts";
import { done } from "../domain/wire.ts";
import { found } from "../errors.ts";
import { endSessionsOf, revokeAll, storePassword } from "./credentials.ts";
import type { UserCreateInput, UserUpdateInput } from "./input.ts";
import { invite } from "./invite.ts";
import { itemColumns } from "./list.ts";
import { livingUser, lockUser, type UserRow } from "./load.ts";
import type { User, UserCreated } from "./output.ts";
import { hashPassword } from "./password.ts";
import { refuseOwnAccount, requireMayGrant, requireSystemAdminLeft } from "./rules.ts";

/** A user. */
export function getUser(ctx: ServiceContext, { id }: { id: number }): Promise<User> {
  requireScope(ctx, "admin");
  return inTenant(ctx, async (tx) => {
    const rows = await tx.select(itemColumns).from(userAccount).where(livingUser(ctx, id));
    return found(rows[0]);
  });
}

/** Makes a user; one without a password gets an invitation to set it. */
export async function createUser(ctx: ServiceContext, input: UserCreateInput): Promise<UserCreated> {
  requireScope(ctx, "admin");
  requireMayGrant(ctx, input.role);
  const tenantId = tenantForCreate(ctx, input.tenantId);
  const { password, ...values } = input;
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return inTenant(ctx, async (tx) => {
    const made = await insertUser(tx, ctx, { ...values, tenantId, passwordHash });
    if (passwordHash !== null) return { id: made.id };
    return { id: made.id, invitation: await invite(tx, made) };
  });
}

export interface NewUser extends Omit<UserCreateInput, "password" | "tenantId"> {
  tenantId: number;
  passwordHash: string | null;
}

/** Stores a user, whoever asks for it. */
export async function insertUser(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor" | "request">,
  { passwordHash, ...given }: NewUser,
): Promise<UserRow> {
  const values = { ...given, name: given.name ?? given.email };
  const inserting = tx
    .insert(userAccount)
    .values({ ...values, passwordHash })
    .returning();
  const made = found((await writing(values, inserting))[0]);
  await audit(tx, ctx, {
    tenantId: made.tenantId,
    action: "user.create",
    object: { type: "user", id: made.id, name: made.name },
    after: values,
  });
  return made;
}

/**
 * Changes a user. A new password or being disabled ends their sessions. Rights and password of one's own
 * account are not changed here: OWN_ACCOUNT.
 */
export async function updateUser(
  ctx: ServiceContext,
  { id, password, ...changes }: UserUpdateInput,
): Promise<typeof done> {
  requireScope(ctx, "admin");
  if (changes.role !== undefined) requireMayGrant(ctx, changes.role);
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  return inTenant(ctx, async (tx) => {
    const before = await lockUser(tx, ctx, id);
    const otherRole = changes.role !== undefined && changes.role !== before.role;
    if (otherRole || changes.disabled === true || password !== undefined) refuseOwnAccount(ctx, id);
    await writing(
      changes,
      tx
        .update(userAccount)
        .set({ ...changes, updatedAt: sql`now()` })
        .where(and(eq(userAccount.tenantId, before.tenantId), eq(userAccount.id, id))),
    );
    if (passwordHash !== undefined) await storePassword(tx, before, passwordHash);
    if (changes.disabled === true) await endSessionsOf(tx, before);
    await audit(tx, ctx, {
      tenantId: before.tenantId,
      action: "user.update",
      object: { type: "user", id, name: changes.name ?? before.name },
      before: valuesAt(before, changes),
      after: { ...changes, password: password === undefined ? undefined : "changed" },
    });
    if (before.role === "system_admin") await requireSystemAdminLeft(tx);
    return done;
  });
}

/** Deletes a user: sessions, tokens and invitations with them. What they did keeps their name. */
export function deleteUser(ctx: ServiceContext, { id }: { id: number }): Promise<typeof done> {
  requireScope(ctx, "admin");
  return inTenant(ctx, async (tx) => {
    const before = await lockUser(tx, ctx, id);
    refuseOwnAccount(ctx, id);
    await tx
      .update(userAccount)
      .set({ deletedAt: sql`now()` })
      .where(and(eq(userAccount.tenantId, before.tenantId), eq(userAccount.id, id)));
    await revokeAll(tx, before);
    await audit(tx, ctx, {
      tenantId: before.tenantId,
      action: "user.delete",
      object: { type: "user", id, name: before.name },
    });
    if (before.role === "system_admin") await requireSystemAdminLeft(tx);
    return done;
  });
}
