import { and, inArray, isNull, sql } from "drizzle-orm";
import type { ServiceContext } from "./access.ts";
import { auditAll } from "./audit/record.ts";
import type { Transaction } from "./db/client.ts";
import { inTenant, visible } from "./db/in-tenant.ts";
import type { script } from "./db/tables/script.ts";
import type { proxy, target } from "./db/tables/target.ts";
import type { task } from "./db/tables/task.ts";
import type { Locale } from "./domain/locale.ts";
import { done } from "./domain/wire.ts";
import type { ChangedMany } from "./domain/wire-many.ts";
import { notFound, type ServiceError } from "./errors.ts";
import { errorMessage } from "./messages.ts";
import { partsOf } from "./parts-of.ts";

type Table = typeof script | typeof task | typeof target | typeof proxy;

/** Things that go together in a few statements. */
const atOnce = 1_000;

export interface Hidden {
  id: number;
  tenantId: number;
  name: string;
}

/** How things of a kind go. */
export interface Deletion<T extends Table> {
  kind: "script" | "task" | "target" | "proxy";
  table: T;
  /** Which of those that were hidden must stay, and why. */
  refusals(
    tx: Transaction,
    ctx: ServiceContext,
    hidden: T["$inferSelect"][],
  ): Promise<Map<number, ServiceError>>;
  /** Takes them out of what names them. */
  takeOut?(tx: Transaction, gone: Hidden[]): Promise<void>;
}

/**
 * Hides things; their names are free again. It hides first and looks then, all in one transaction: a start that reads
 * one `FOR SHARE` either came before, and is found, or waits and finds nothing. What must stay is shown again.
 */
export function deleteMany<T extends Table>(
  ctx: ServiceContext,
  { ids }: { ids: number[] },
  deletion: Deletion<T>,
): Promise<ChangedMany> {
  const { locale } = ctx;
  return inTenant(ctx, async (tx) => {
    const answer: ChangedMany = { changed: 0, refused: [] };
    const unknown: ChangedMany["refused"] = [];
    // In the order of their ids, as others lock them too.
    const ordered = [...new Set(ids)].sort((a, b) => a - b);
    for (const some of partsOf(ordered, atOnce)) {
      const { gone, refused, absent } = await hide(tx, ctx, some, deletion);
      answer.changed += gone.length;
      for (const { row, why } of refused) answer.refused.push(refusalOf(locale, row, why));
      for (const id of absent) unknown.push({ id, name: null, reason: errorMessage(locale, "NOT_FOUND") });
    }
    if (answer.changed + answer.refused.length === 0) throw notFound();
    answer.refused.push(...unknown);
    return answer;
  });
}

/** The same for one, which is refused as a whole. */
export function deleteOne<T extends Table>(
  ctx: ServiceContext,
  { id }: { id: number },
  deletion: Deletion<T>,
): Promise<typeof done> {
  return inTenant(ctx, async (tx) => {
    const { absent, refused } = await hide(tx, ctx, [id], deletion);
    if (absent.length > 0) throw notFound();
    if (refused[0] !== undefined) throw refused[0].why;
    return done;
  });
}

async function hide<T extends Table>(
  tx: Transaction,
  ctx: ServiceContext,
  ids: number[],
  { kind, table, refusals, takeOut }: Deletion<T>,
) {
  // All four tables have these columns alike; which of them it is, the types cannot follow.
  const things = table as typeof target;
  const hidden = await tx
    .update(things)
    .set({ deletedAt: sql`now()` })
    .where(
      and(
        sql`${things.id} = any(${sql.param(ids)}::bigint[])`,
        visible(ctx, things.tenantId),
        isNull(things.deletedAt),
      ),
    )
    .returning();
  const why = hidden.length === 0 ? new Map() : await refusals(tx, ctx, hidden as T["$inferSelect"][]);
  const gone = hidden.filter(({ id }) => !why.has(id));
  const kept = hidden.filter(({ id }) => why.has(id));
  if (kept.length > 0) {
    const keptIds = kept.map(({ id }) => id);
    await tx.update(things).set({ deletedAt: null }).where(inArray(things.id, keptIds));
  }
  if (gone.length > 0) await takeOut?.(tx, gone);
  const action = `${kind}.delete`;
  await auditAll(
    tx,
    ctx,
    gone.map(({ tenantId, id, name }) => ({ tenantId, action, object: { type: kind, id, name } })),
  );
  const known = new Set(hidden.map(({ id }) => id));
  return {
    gone,
    refused: kept.map((row) => ({ row, why: why.get(row.id) as ServiceError })),
    absent: ids.filter((id) => !known.has(id)),
  };
}

function refusalOf(locale: Locale, { id, name }: Hidden, { reason, values }: ServiceError) {
  return { id, name, reason: errorMessage(locale, reason, values) };
}

/** For each of those that something uses: a refusal that names the users. */
export function inUse(
  users: { id: number | null; name: string }[],
  refusal: (names: string[]) => ServiceError,
): Map<number, ServiceError> {
  const byId = Map.groupBy(users, ({ id }) => id ?? 0);
  return new Map(
    [...byId].map(([id, all]) => [id, refusal([...new Set(all.map(({ name }) => name))].sort())]),
  );
}
