import { and, asc, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { type targetLog, targetOutput } from "../db/tables/target-log.ts";
import type { Chunk } from "./chunk-output.ts";
import type { Stream } from "./input.ts";
import { lineEndsBefore, linesBegun, type Place, placeAfter } from "./place.ts";

/** What one read brings up at most, in bytes; at least one row whatever its size. */
const readBytes = 1_048_576;

export interface ChunkRequest {
  stream?: Stream;
  after: number;
  /** In place of `after`: the newest rows before this sequence. */
  before?: number;
  limit: number;
}

/** A target log as far as its output is concerned. */
export type OutputOwner = Pick<
  typeof targetLog.$inferSelect,
  "id" | "tenantId" | "stdoutDroppedLines" | "stderrDroppedLines"
>;

/** Chunks, and where their reader stands behind them. */
export interface ChunkPage {
  chunks: Chunk[];
  place: Place;
}

/**
 * Output after a sequence (or before one), as text, with a cut in front of each chunk before which something fell
 * out of the window. Whoever goes on after the last sequence gets every chunk once and in order. Needs a
 * transaction that is a snapshot: rows and what is counted of them must be of one moment.
 *
 * @param known where the reader stands after `after`, if they know it
 */
export async function readChunks(
  tx: Transaction,
  owner: OutputOwner,
  request: ChunkRequest,
  known?: Place,
): Promise<ChunkPage> {
  const rows = await readRows(tx, owner, request);
  const first = request.before === undefined ? request.after : (rows[0]?.sequence ?? 1) - 1;
  const { stdout, stderr } = known ?? (await placeAfter(tx, owner, first, request.stream));
  const place: Place = { stdout: { ...stdout }, stderr: { ...stderr } };
  const chunks: Chunk[] = [];
  for (const { sequence: seq, stream, bytes, offset, lines, at } of rows) {
    const now = place[stream];
    const missing = offset - now.end;
    if (missing > 0) {
      // What falls out lies in one stretch between head and tail, so all dropped lines are in it.
      const dropped = stream === "stdout" ? owner.stdoutDroppedLines : owner.stderrDroppedLines;
      chunks.push({ seq, stream, cut: missing, lines: dropped });
      now.lineEnds = await lineEndsBefore(tx, owner, stream, seq);
      now.open = false;
    }
    chunks.push({ seq, stream, at, text: decode(bytes), line: linesBegun(place), continues: now.open });
    place[stream] = {
      lineEnds: now.lineEnds + lines,
      end: offset + bytes.length,
      open: bytes.at(-1) !== newline,
    };
  }
  return { chunks, place };
}

const newline = 10;

/** Rows after a sequence, or before one, as they are stored, in their order. */
export async function readRows(
  tx: Transaction,
  owner: Pick<OutputOwner, "id" | "tenantId">,
  { stream, after, before, limit }: ChunkRequest,
) {
  const place = before === undefined ? gt(targetOutput.sequence, after) : lt(targetOutput.sequence, before);
  const order = (before === undefined ? asc : desc)(targetOutput.sequence);
  const size = sql<number>`octet_length(${targetOutput.bytes})`;
  const numbered = tx.$with("numbered").as(
    tx
      .select({
        sequence: targetOutput.sequence,
        before: sql<number>`coalesce(sum(${size}) over (order by ${order}
          rows between unbounded preceding and 1 preceding), 0)`.as("before"),
      })
      .from(targetOutput)
      .where(and(ofTargetLog(owner, stream), place))
      .orderBy(order)
      .limit(limit),
  );
  return tx
    .with(numbered)
    .select({
      sequence: targetOutput.sequence,
      stream: targetOutput.stream,
      bytes: targetOutput.bytes,
      offset: targetOutput.offset,
      lines: targetOutput.lines,
      at: targetOutput.at,
    })
    .from(targetOutput)
    .innerJoin(numbered, eq(numbered.sequence, targetOutput.sequence))
    .where(and(ofTargetLog(owner, stream), sql`${numbered.before} < ${readBytes}`))
    .orderBy(asc(targetOutput.sequence));
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
