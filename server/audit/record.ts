import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { auditLog } from "../db/tables/audit.ts";

/** One change, as the audit keeps it. Secrets never stand in `before` or `after`, only that they changed. */
export interface Change {
  tenantId: number;
  /** `script.create`, `task.start` … */
  action: string;
  object: { type: string; id: number | null; name?: string | null };
  before?: unknown;
  after?: unknown;
}

/** Writes who did what, in the transaction of the change itself. */
export async function audit(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor" | "request">,
  change: Change,
): Promise<void> {
  const { actor } = ctx;
  const person = actor.kind === "user" ? actor : null;
  await tx.insert(auditLog).values({
    tenantId: change.tenantId,
    userId: person?.userId ?? null,
    userName: actor.name,
    via: person?.via ?? "system",
    viaId: person?.viaId ?? null,
    action: change.action,
    objectType: change.object.type,
    objectId: change.object.id,
    objectName: change.object.name ?? null,
    before: change.before,
    after: change.after,
    crossing: person !== null && person.tenantId !== change.tenantId ? "mutation" : null,
    address: ctx.request.address,
    requestId: ctx.request.id,
  });
}
