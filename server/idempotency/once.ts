import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { idempotencyKey } from "../db/tables/audit.ts";
import { found, ServiceError } from "../errors.ts";

/** How long the first answer is kept. */
const kept = sql`interval '24 hours'`;

/**
 * Does work once for a caller's key, in the transaction of the work itself: a repeated call gets the first
 * answer, one with other input CONFLICT. A second caller at the same time waits on the unique index, then
 * reads; where the first one rolled back, it does the work. Keys belong to the caller's own tenant.
 *
 * @param key absent: the work is simply done
 * @param input what the call asks for, without the key
 */
export async function once<T>(
  tx: Transaction,
  ctx: ServiceContext,
  call: { verb: string; key: string | undefined; input: object },
  work: () => Promise<T>,
): Promise<T> {
  const { actor } = ctx;
  if (call.key === undefined || actor.kind !== "user") return work();
  const place = { tenantId: actor.tenantId, verb: call.verb, key: call.key };
  const inputHash = hashOf(call.input);
  const first = await tx
    .insert(idempotencyKey)
    .values({ ...place, inputHash })
    .onConflictDoUpdate({
      target: [idempotencyKey.tenantId, idempotencyKey.verb, idempotencyKey.key],
      set: { inputHash, result: null, createdAt: sql`now()` },
      setWhere: sql`${idempotencyKey.createdAt} < now() - ${kept}`,
    })
    .returning({ key: idempotencyKey.key });
  if (first.length === 0) return firstAnswer<T>(tx, place, inputHash);
  const result = await work();
  await tx.update(idempotencyKey).set({ result }).where(at(place));
  return result;
}

interface Place {
  tenantId: number;
  verb: string;
  key: string;
}

async function firstAnswer<T>(tx: Transaction, place: Place, inputHash: string): Promise<T> {
  const row = found((await tx.select().from(idempotencyKey).where(at(place)))[0]);
  if (row.inputHash !== inputHash) throw new ServiceError("CONFLICT", "IDEMPOTENCY_KEY_REUSED");
  return row.result as T;
}

function at({ tenantId, verb, key }: Place) {
  return and(
    eq(idempotencyKey.tenantId, tenantId),
    eq(idempotencyKey.verb, verb),
    eq(idempotencyKey.key, key),
  );
}

/** The same for the same values, in whatever order their fields stand. */
function hashOf(input: object): string {
  const sorted = (_name: string, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash("sha256").update(JSON.stringify(input, sorted)).digest("hex");
}
