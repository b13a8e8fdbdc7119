import { randomUUID } from "node:crypto";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { found } from "../errors.ts";

/** A tenant with a name of its own. */
export async function makeTenant({ database }: { database: Database }): Promise<number> {
  const values = { name: `tenant ${randomUUID()}`, timeZone: "UTC" };
  return inTenant(asSystem(database), async (tx) => {
    const rows = await tx.insert(tenant).values(values).returning({ id: tenant.id });
    return found(rows[0]).id;
  });
}
