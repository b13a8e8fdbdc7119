import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { audit } from "../audit/record.ts";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { userAccount } from "../db/tables/user.ts";
import type { Env } from "../env.ts";
import { found } from "../errors.ts";
import { machineTimeZone } from "../time-zone.ts";
import { hashPassword } from "./password.ts";

/** An arbitrary number of ours: whoever makes the first admin holds this advisory lock. */
const firstAdminLock = 7_403_225;

export interface FirstAdmin {
  email: string;
  /** Generated and never shown again; null where the operator gave one, or there was an admin already. */
  password: string | null;
  made: boolean;
}

/**
 * Makes the tenant `default` with the first system admin, where the database has no user yet. Of several
 * processes that start at once, one does.
 */
export async function ensureFirstAdmin(
  database: Database,
  env: Pick<Env, "HOSTRUN_ADMIN_EMAIL" | "HOSTRUN_ADMIN_PASSWORD">,
): Promise<FirstAdmin> {
  const email = env.HOSTRUN_ADMIN_EMAIL;
  const generated = env.HOSTRUN_ADMIN_PASSWORD === undefined ? randomBytes(15).toString("base64url") : null;
  return inTenant(asSystem(database), async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${firstAdminLock})`);
    const known = await tx.select({ id: userAccount.id }).from(userAccount).limit(1);
    if (known.length > 0) return { email, password: null, made: false };
    const passwordHash = await hashPassword(generated ?? env.HOSTRUN_ADMIN_PASSWORD ?? "");
    const tenantId = found(
      (
        await tx
          .insert(tenant)
          .values({ name: "default", timeZone: machineTimeZone() })
          .returning({ id: tenant.id })
      )[0],
    ).id;
    const admin = { tenantId, email, name: email, role: "system_admin" as const };
    const [made] = await tx
      .insert(userAccount)
      .values({ ...admin, passwordHash })
      .returning({ id: userAccount.id });
    await audit(
      tx,
      { actor: { kind: "system", name: "hostrun" }, request: { id: "start", address: null } },
      {
        tenantId,
        action: "user.create",
        object: { type: "user", id: found(made).id, name: email },
        after: admin,
      },
    );
    return { email, password: generated, made: true };
  });
}
