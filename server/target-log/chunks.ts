import { and, asc, desc, eq, gt, lte, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { type targetLog, targetOutput } from "../db/tables/target-log.ts";
import type { Chunk } from "./chunk-output.ts";
import type { Stream } from "./input.ts";

/** What one read brings up at most, in bytes; at least one row whatever its size. */
const readBytes = 1_048_576;

export interface ChunkRequest {
  stream?: Stream;
  after: number;
  limit: number;
}

/** A target log as far as its output is concerned. */
export type OutputOwner = Pick<
  typeof targetLog.$inferSelect,
  "id" | "tenantId" | "stdoutDroppedLines" | "stderrDroppedLines"
>;

/**
 * Output after a sequence, as text, with a cut in front of each chunk before which something fell out of the
 * window. Whoever goes on after the last sequence gets every chunk once and in order.
 */
export async function readChunks(
  tx: Transaction,
  owner: OutputOwner,
  request: ChunkRequest,
): Promise<Chunk[]> {
  const rows = await readRows(tx, owner, request);
  const ends = new Map<Stream, number>();
  for (const stream of new Set(rows.map((row) => row.stream))) {
    ends.set(stream, await endBefore(tx, owner, stream, request.after));
  }
  return rows.flatMap(({ sequence, stream, bytes, offset, at }) => {
    const missing = offset - (ends.get(stream) ?? 0);
    ends.set(stream, offset + bytes.length);
    const text = decode(bytes);
    const chunk = { seq: sequence, stream, at, text };
    // What falls out lies in one stretch between head and tail, so all dropped lines are in it.
    const lines = stream === "stdout" ? owner.stdoutDroppedLines : owner.stderrDroppedLines;
    return missing > 0 ? [{ seq: sequence, stream, cut: missing, lines }, chunk] : [chunk];
  });
}

/** Rows after a sequence, as they are stored. */
export async function readRows(
  tx: Transaction,
  owner: Pick<OutputOwner, "id" | "tenantId">,
  { stream, after, limit }: ChunkRequest,
) {
  const size = sql<number>`octet_length(${targetOutput.bytes})`;
  const numbered = tx.$with("numbered").as(
    tx
      .select({
        sequence: targetOutput.sequence,
        before: sql<number>`coalesce(sum(${size}) over (order by ${targetOutput.sequence}
          rows between unbounded preceding and 1 preceding), 0)`.as("before"),
      })
      .from(targetOutput)
      .where(and(ofTargetLog(owner, stream), gt(targetOutput.sequence, after)))
      .orderBy(asc(targetOutput.sequence))
      .limit(limit),
  );
  return tx
    .with(numbered)
    .select({
      sequence: targetOutput.sequence,
      stream: targetOutput.stream,
      bytes: targetOutput.bytes,
      offset: targetOutput.offset,
      at: targetOutput.at,
    })
    .from(targetOutput)
    .innerJoin(numbered, eq(numbered.sequence, targetOutput.sequence))
    .where(and(ofTargetLog(owner, stream), sql`${numbered.before} < ${readBytes}`))
    .orderBy(asc(targetOutput.sequence));
}

/** Where the stream stood, in bytes, with the last row that the caller has. */
async function endBefore(
  tx: Transaction,
  owner: OutputOwner,
  stream: Stream,
  after: number,
): Promise<number> {
  if (after === 0) return 0;
  const rows = await tx
    .select({ end: sql<number>`${targetOutput.offset} + octet_length(${targetOutput.bytes})` })
    .from(targetOutput)
    .where(and(ofTargetLog(owner, stream), lte(targetOutput.sequence, after)))
    .orderBy(desc(targetOutput.sequence))
    .limit(1);
  return rows[0]?.end ?? 0;
}

function ofTargetLog(owner: Pick<OutputOwner, "id" | "tenantId">, stream: Stream | undefined) {
  return and(
    eq(targetOutput.tenantId, owner.tenantId),
    eq(targetOutput.targetLogId, owner.id),
    stream && eq(targetOutput.stream, stream),
  );
}

/** Rows end between characters, so each can be read by itself; what is no UTF-8 shows as U+FFFD. */
function decode(bytes: Buffer): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
