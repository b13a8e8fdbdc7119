import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import type { Stream } from "./input.ts";

/** How far one stream has come: line ends so far, those cut out too, where its bytes stand, and whether a line is open. */
export interface StreamPlace {
  lineEnds: number;
  end: number;
  open: boolean;
}

/** How far a reader of a target log has come. */
export type Place = Record<Stream, StreamPlace>;

export function atStart(): Place {
  const start = { lineEnds: 0, end: 0, open: false };
  return { stdout: { ...start }, stderr: { ...start } };
}

/** Lines that have begun: those that ended, and one that is open. */
export function linesBegun({ stdout, stderr }: Place): number {
  return begun(stdout) + begun(stderr);
}

function begun({ lineEnds, open }: StreamPlace): number {
  return lineEnds + (open ? 1 : 0);
}

interface Owner {
  id: number;
  tenantId: number;
}

/** Where a reader stands after a sequence; of the one stream alone where only that is read. */
export async function placeAfter(
  tx: Transaction,
  owner: Owner,
  after: number,
  stream?: Stream,
): Promise<Place> {
  const place = atStart();
  if (after === 0) return place;
  const found = await tx.execute<{ stream: Stream; line_ends: number; end: number; open: boolean }>(sql`
    with kept as (
      select stream, sum(lines)::int8 as lines, sum(octet_length(bytes))::int8 as size, max(sequence) as last
      from e_script_target_output
      where ${rowsOf(owner, stream)} and sequence <= ${after} group by stream
    )
    select k.stream, o."offset" + octet_length(o.bytes) as "end",
      get_byte(o.bytes, octet_length(o.bytes) - 1) <> 10 as open,
      k.lines + case when o."offset" + octet_length(o.bytes) > k.size then ${droppedLines(sql`k.stream`)} else 0 end
        as line_ends
    from kept k
    join e_script_target_output o on o.target_log_id = ${owner.id} and o.sequence = k.last
    join e_script_target_log t on t.id = ${owner.id}`);
  for (const { stream: name, line_ends, end, open } of found.rows)
    place[name] = { lineEnds: line_ends, end, open };
  return place;
}

/** Line ends of a stream before a kept row behind its cut. */
export async function lineEndsBefore(
  tx: Transaction,
  owner: Owner,
  stream: Stream,
  sequence: number,
): Promise<number> {
  const found = await tx.execute<{ line_ends: number }>(sql`
    select coalesce(sum(o.lines), 0)::int8
      + (select ${droppedLines(sql`${stream}::text`)} from e_script_target_log t where t.id = ${owner.id}) as line_ends
    from e_script_target_output o where ${rowsOf(owner, stream)} and o.sequence < ${sequence}`);
  return found.rows[0]?.line_ends ?? 0;
}

/**
 * The sequence from which on a line is found: it begins in that row or soon after it. Lines that were cut out are
 * found where they were cut. Null where the line has not begun.
 */
export async function sequenceOfLine(tx: Transaction, owner: Owner, line: number): Promise<number | null> {
  // A row's line ends tell how many lines have begun but for those that are open, one a stream.
  const found = await tx.execute<{ sequence: number }>(sql`
    with placed as (
      select sequence, stream, lines, "offset",
        lag("offset" + octet_length(bytes)) over (partition by stream order by sequence) as before
      from e_script_target_output where ${rowsOf(owner)}
    ), counted as (
      select p.sequence, sum(p.lines + case when p."offset" > coalesce(p.before, 0)
        then ${droppedLines(sql`p.stream`)} else 0 end) over (order by p.sequence) as through
      from placed p join e_script_target_log t on t.id = ${owner.id}
    )
    select sequence from counted where through >= ${line - 2} order by sequence limit 1`);
  return found.rows[0]?.sequence ?? null;
}

function rowsOf({ id, tenantId }: Owner, stream?: Stream): SQL {
  const rows = sql`tenant_id = ${tenantId} and target_log_id = ${id}`;
  return stream === undefined ? rows : sql`${rows} and stream = ${stream}`;
}

function droppedLines(stream: SQL): SQL {
  return sql`case ${stream} when 'stdout' then t.stdout_dropped_lines else t.stderr_dropped_lines end`;
}
