import { and, desc, eq, gt, sql } from "drizzle-orm";
import { actorId, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { auditLog } from "../db/tables/audit.ts";
import { partsOf } from "../parts-of.ts";

/** One change, as the audit keeps it. Secrets never stand in `before` or `after`, only that they changed. */
export interface Change {
  tenantId: number;
  /** `script.create`, `task.start` … */
  action: string;
  object: { type: string; id: number | null; name?: string | null };
  before?: unknown;
  after?: unknown;
}

type Caller = Pick<ServiceContext, "actor" | "request">;

/** Writes who did what, in the transaction of the change itself. */
export function audit(tx: Transaction, ctx: Caller, change: Change): Promise<void> {
  return write(tx, ctx, change, isCrossing(ctx, change.tenantId) ? "mutation" : null);
}

/** Rows that are written in one statement. */
const atOnce = 500;

/** The same for many changes of one call. */
export function auditAll(tx: Transaction, ctx: Caller, changes: Change[]): Promise<void> {
  return auditEach(
    tx,
    changes.map((change) => ({ caller: ctx, change })),
  );
}

/** The same for changes that were not made by one call. */
export async function auditEach(
  tx: Transaction,
  changes: { caller: Caller; change: Change }[],
): Promise<void> {
  const rows = changes.map(({ caller, change }) =>
    rowOf(caller, change, isCrossing(caller, change.tenantId) ? "mutation" : null),
  );
  for (const some of partsOf(rows, atOnce)) await tx.insert(auditLog).values(some);
}

/** A page that follows output reads it again and again; that is one reading. */
const sameReading = sql`interval '1 hour'`;

/** Writes that somebody reads another tenant's output; within one's own tenant nothing is written. */
export async function auditReading(tx: Transaction, ctx: Caller, reading: Change): Promise<void> {
  if (!isCrossing(ctx, reading.tenantId)) return;
  const known = await tx
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.tenantId, reading.tenantId),
        eq(auditLog.userId, actorId(ctx.actor) ?? 0),
        eq(auditLog.action, reading.action),
        reading.object.id === null ? undefined : eq(auditLog.objectId, reading.object.id),
        gt(auditLog.at, sql`now() - ${sameReading}`),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(1);
  if (known.length === 0) await write(tx, ctx, reading, "reading");
}

function isCrossing({ actor }: Caller, tenantId: number): boolean {
  return actor.kind === "user" && actor.tenantId !== tenantId;
}

async function write(
  tx: Transaction,
  ctx: Caller,
  change: Change,
  crossing: "mutation" | "reading" | null,
): Promise<void> {
  await tx.insert(auditLog).values(rowOf(ctx, change, crossing));
}

function rowOf({ actor, request }: Caller, change: Change, crossing: "mutation" | "reading" | null) {
  const person = actor.kind === "user" ? actor : null;
  return {
    tenantId: change.tenantId,
    userId: person?.userId ?? null,
    userName: actor.name,
    via: actor.via ?? ("system" as const),
    viaId: person?.viaId ?? null,
    action: change.action,
    objectType: change.object.type,
    objectId: change.object.id,
    objectName: change.object.name ?? null,
    before: change.before,
    after: change.after,
    crossing,
    address: request.address,
    requestId: request.id,
  };
}
