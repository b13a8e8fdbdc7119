import { and, eq, inArray, isNull } from "drizzle-orm";
import { requireSandboxRight, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { visible } from "../db/in-tenant.ts";
import { script, scriptVersion } from "../db/tables/script.ts";
import { target } from "../db/tables/target.ts";
import { task } from "../db/tables/task.ts";
import { found, notFound, ServiceError } from "../errors.ts";

export type TaskRow = typeof task.$inferSelect;

export function livingTask(ctx: ServiceContext, id: number) {
  return and(eq(task.id, id), visible(ctx, task.tenantId), isNull(task.deletedAt));
}

/** The living task, or NOT_FOUND for "absent" and "not yours" alike. */
export async function ownTask(tx: Transaction, ctx: ServiceContext, id: number): Promise<TaskRow> {
  return found((await tx.select().from(task).where(livingTask(ctx, id)))[0]);
}

/** The same, locked against other changes and starts until the transaction's end. */
export async function lockTask(tx: Transaction, ctx: ServiceContext, id: number): Promise<TaskRow> {
  return found((await tx.select().from(task).where(livingTask(ctx, id)).for("no key update"))[0]);
}

/** A script that a task of this tenant may have, with the pinned version, where one is pinned. */
export async function requireScriptOf(
  tx: Transaction,
  tenantId: number,
  scriptId: number,
  number: number | null | undefined,
): Promise<void> {
  const scripts = await tx
    .select({ id: script.id })
    .from(script)
    .where(and(eq(script.tenantId, tenantId), eq(script.id, scriptId), isNull(script.deletedAt)))
    .for("share");
  found(scripts[0]);
  if (number === null || number === undefined) return;
  const versions = await tx
    .select({ id: scriptVersion.id })
    .from(scriptVersion)
    .where(
      and(
        eq(scriptVersion.tenantId, tenantId),
        eq(scriptVersion.scriptId, scriptId),
        eq(scriptVersion.number, number),
      ),
    );
  if (versions.length === 0) {
    throw new ServiceError("BAD_REQUEST", "VERSION_ABSENT", { number }, ["scriptVersion"]);
  }
}

/** Targets that a task of this tenant may have: all living, all its own, and none that its maker may not run on. */
export async function requireTargetsOf(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor">,
  tenantId: number,
  ids: number[],
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx
    .select({ id: target.id, sandboxRunsAsConsole: target.sandboxRunsAsConsole })
    .from(target)
    .where(and(eq(target.tenantId, tenantId), inArray(target.id, ids), isNull(target.deletedAt)))
    .orderBy(target.id)
    .for("share");
  if (rows.length < ids.length) throw notFound();
  requireSandboxRight(ctx, rows);
}
