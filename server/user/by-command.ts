import { and, eq, isNull, sql } from "drizzle-orm";
import type { ServiceContext, UserActor } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { userAccount } from "../db/tables/user.ts";
import { passwordSchema } from "../domain/password.ts";
import { found } from "../errors.ts";
import { storePassword } from "./credentials.ts";
import { type UserByCommandInput, userByCommandInput } from "./input.ts";
import { invite } from "./invite.ts";
import type { UserRow } from "./load.ts";
import type { UserCreated } from "./output.ts";
import { hashPassword } from "./password.ts";
import { insertUser } from "./service.ts";

/** What a caller at the terminal of the server itself is, in place of a request. */
const request = { id: "command", address: null };

/**
 * Makes a user; one without a password gets an invitation. Throws a ZodError for bad input, NOT_FOUND where
 * there is no such tenant, CONFLICT EMAIL_TAKEN.
 */
export async function createUserByCommand(
  database: Database,
  given: UserByCommandInput,
): Promise<UserCreated> {
  const { tenantName, password, ...values } = userByCommandInput.parse(given);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return inTenant(asSystem(database), async (tx) => {
    const tenantId = await tenantNamed(tx, tenantName);
    const caller = { actor: { kind: "system", name: "command", via: "command" } as const, request };
    const made = await insertUser(tx, caller, { ...values, tenantId, disabled: false, passwordHash });
    if (passwordHash !== null) return { id: made.id };
    return { id: made.id, invitation: await invite(tx, made) };
  });
}

/** Sets a user's password and ends their sessions. Throws a ZodError for a bad one, NOT_FOUND for an unknown user. */
export async function setPasswordByCommand(
  database: Database,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const passwordHash = await hashPassword(passwordSchema.parse(password));
  await inTenant(asSystem(database), async (tx) => {
    const user = await userByEmail(tx, email);
    await storePassword(tx, user, passwordHash);
    await audit(tx, commandCaller(user), {
      tenantId: user.tenantId,
      action: "user.changePassword",
      object: { type: "user", id: user.id, name: user.name },
      after: { password: "changed" },
    });
  });
}

/** The living user of an address, in whatever case it is typed; NOT_FOUND where there is none. */
export async function userByEmail(tx: Transaction, email: string): Promise<UserRow> {
  const rows = await tx
    .select()
    .from(userAccount)
    .where(and(sql`lower(${userAccount.email}) = lower(${email.trim()})`, isNull(userAccount.deletedAt)));
  return found(rows[0]);
}

/** Somebody at the terminal who acts in a user's name, as the audit keeps it. */
export function commandCaller(user: UserRow): Pick<ServiceContext, "request"> & { actor: UserActor } {
  const { id: userId, name, role, tenantId } = user;
  return {
    actor: { kind: "user", userId, name, role, tenantId, via: "command", viaId: null, scope: "admin" },
    request,
  };
}

/** The tenant of a name, else the first one; NOT_FOUND where there is none. */
export async function tenantNamed(tx: Transaction, name: string | undefined): Promise<number> {
  const rows = await tx
    .select({ id: tenant.id })
    .from(tenant)
    .where(name === undefined ? undefined : eq(tenant.name, name))
    .orderBy(tenant.id)
    .limit(1);
  return found(rows[0]).id;
}
