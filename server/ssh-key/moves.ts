import { and, eq, exists, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { sshKey } from "../db/tables/ssh-key.ts";
import { proxy, target } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { partsOf } from "../parts-of.ts";
import { type KeyRow, oldKey } from "./load.ts";
import { insertKey, type SealedPair } from "./store.ts";

/** Hosts that are named; absent: all. */
export interface NamedHosts {
  targetIds?: number[];
  proxyIds?: number[];
}

/** Rows that are written in one statement. */
const atOnce = 1_000;

/** Living hosts whose rows say that they let in a key; a target that its proxy logs in to needs none. */
export function letIn(kind: HostKind, { id, tenantId }: Pick<KeyRow, "id" | "tenantId">): SQL | undefined {
  const table = kind === "target" ? target : proxy;
  return and(
    eq(table.tenantId, tenantId),
    eq(table.keyId, id),
    isNull(table.deletedAt),
    kind === "target" ? eq(target.loginMode, "platform_key") : undefined,
  );
}

/**
 * Asks for a move of each host that still lets in a key, but for those whose move is asked for already. Answers the
 * batch that they form, null where there is none to move.
 */
export async function storeMoves(
  tx: Transaction,
  key: KeyRow,
  requestedBy: string,
  named?: NamedHosts,
): Promise<{ batchId: number | null; hosts: number }> {
  const { tenantId } = key;
  const values: (typeof hostCheck.$inferInsert)[] = [];
  for (const kind of ["proxy", "target"] as const) {
    const ids = kind === "target" ? named?.targetIds : named?.proxyIds;
    for (const id of await movable(tx, kind, key, named === undefined ? undefined : (ids ?? [])))
      values.push({ tenantId, kind: "move", ...hostOf(kind, id), requestedBy });
  }
  const made: number[] = [];
  for (const some of partsOf(values, atOnce)) {
    const rows = await tx.insert(hostCheck).values(some).returning({ id: hostCheck.id });
    made.push(...rows.map(({ id }) => id));
  }
  if (made.length === 0) return { batchId: null, hosts: 0 };
  const batchId = Math.min(...made);
  for (const some of partsOf(made, atOnce)) {
    await tx.update(hostCheck).set({ batchId }).where(inArray(hostCheck.id, some));
  }
  return { batchId, hosts: made.length };
}

function hostOf(kind: HostKind, id: number) {
  return kind === "target" ? { targetId: id } : { proxyId: id };
}

async function movable(
  tx: Transaction,
  kind: HostKind,
  key: KeyRow,
  ids: number[] | undefined,
): Promise<number[]> {
  if (ids?.length === 0) return [];
  const table = kind === "target" ? target : proxy;
  const subject = kind === "target" ? hostCheck.targetId : hostCheck.proxyId;
  const asked = tx
    .select({ id: hostCheck.id })
    .from(hostCheck)
    .where(and(eq(hostCheck.tenantId, key.tenantId), eq(subject, table.id), isOpenMove));
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(
      and(
        letIn(kind, key),
        ids === undefined ? undefined : inArray(table.id, ids),
        sql`not ${exists(asked)}`,
      ),
    )
    .orderBy(table.id);
  return rows.map(({ id }) => id);
}

/** A move takes three connections at most; past this its worker died with it. */
export const moveSeconds = 120;

const isOpenMove = and(
  eq(hostCheck.kind, "move"),
  isNull(hostCheck.endedAt),
  sql`(${hostCheck.takenAt} is null or ${hostCheck.takenAt} > now() - ${moveSeconds} * interval '1 second')`,
);

/** Takes back moves that nobody has begun. */
export async function withdrawMoves(tx: Transaction, tenantId: number): Promise<void> {
  await tx
    .update(hostCheck)
    .set({ takenAt: sql`now()`, endedAt: sql`now()` })
    .where(and(eq(hostCheck.tenantId, tenantId), eq(hostCheck.kind, "move"), isNull(hostCheck.takenAt)));
}

/** Asks for the move of one host that was missed when the others moved; null where there is nothing to make up for. */
export async function storeMissedMove(
  tx: Transaction,
  host: { tenantId: number; targetId: number | null; proxyId: number | null },
): Promise<number | null> {
  const key = await oldKey(tx, host.tenantId);
  if (key === undefined || key.moveStoppedAt !== null) return null;
  const named =
    host.targetId === null ? { proxyIds: idsOf(host.proxyId) } : { targetIds: idsOf(host.targetId) };
  return (await storeMoves(tx, key, "hostrun", named)).batchId;
}

function idsOf(id: number | null): number[] {
  return id === null ? [] : [id];
}

/**
 * Makes a pair the tenant's current one, beside the one before: each host keeps that until it has been moved, and all
 * that were ever met are asked to move at once. The tenant's row is locked by the caller.
 */
export async function succeedKey(
  tx: Transaction,
  before: KeyRow,
  made: SealedPair,
  requestedBy: string,
): Promise<{ id: number; batchId: number | null; hosts: number }> {
  const { tenantId } = before;
  const superseded = { supersededAt: sql`now()`, moveStoppedAt: null };
  await tx
    .update(sshKey)
    .set(superseded)
    .where(and(eq(sshKey.tenantId, tenantId), eq(sshKey.id, before.id)));
  const { id } = await insertKey(tx, made);
  for (const table of [target, proxy]) {
    // What nobody has ever met lets in no key yet.
    const keyId = sql`case when ${table.hostKey} is not null then ${before.id}::bigint end`;
    await tx
      .update(table)
      .set({ keyId })
      .where(
        and(
          eq(table.tenantId, tenantId),
          isNull(table.deletedAt),
          sql`(${isNotNull(table.hostKey)} or ${isNotNull(table.keyId)})`,
        ),
      );
  }
  const moves = await storeMoves(tx, before, requestedBy);
  return { id, ...moves };
}
