import { and, eq, isNull } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { script } from "../db/tables/script.ts";
import { found } from "../errors.ts";

export type ScriptRow = typeof script.$inferSelect;

/** The living script, or NOT_FOUND for "absent" and "not yours" alike. */
export async function ownScript(tx: Transaction, ctx: ServiceContext, id: number): Promise<ScriptRow> {
  const rows = await tx.select().from(script).where(livingScript(ctx, id));
  return found(rows[0]);
}

/** The same, locked against other changes until the transaction's end. */
export async function lockScript(tx: Transaction, ctx: ServiceContext, id: number): Promise<ScriptRow> {
  const rows = await tx.select().from(script).where(livingScript(ctx, id)).for("no key update");
  return found(rows[0]);
}

export function livingScript(ctx: ServiceContext, id: number) {
  return and(eq(script.id, id), visible(ctx, script.tenantId), isNull(script.deletedAt));
}
