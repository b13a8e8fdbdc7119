import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import type { Claim } from "./claim.ts";

/** A claim as the guards read it. */
export type Owned = Pick<Claim, "targetLogId" | "epoch" | "taskLogId">;

/** A stretch of one stream, ready to be stored. */
export interface OutputRow {
  sequence: number;
  stream: "stdout" | "stderr";
  bytes: Buffer;
  offset: number;
  lines: number;
}

/** The whole of what is known about a target log's output so far: absolute, so that writing it twice is the same. */
export interface OutputTotals {
  stdoutBytes: number;
  stderrBytes: number;
  stdoutDroppedBytes: number;
  stderrDroppedBytes: number;
  stdoutDroppedLines: number;
  stderrDroppedLines: number;
  lastLine: string | null;
  lastSequence: number;
}

export interface OutputWrite {
  owned: Owned;
  tenantId: number;
  rows: OutputRow[];
  /** Sequences of stored rows that fell out of the window. */
  cut: number[];
  totals: OutputTotals;
}

export interface Started {
  owned: Owned;
  processGroup: number;
  directory: string;
}

/** What one tick of a worker writes for all its targets. */
export interface Progress {
  execSent: Owned[];
  started: Started[];
  cancelling: Owned[];
  output: OutputWrite[];
}

/**
 * Writes a tick in one transaction. Answers which of `execSent` may now leave (the guard held: same worker,
 * same epoch, not further than `exec_sent`), and which of `output` were refused since the row is no longer
 * this worker's. Written twice, after a commit whose outcome is unknown, it comes to the same.
 */
export function recordProgress(
  database: Database,
  workerId: number,
  progress: Progress,
): Promise<{ allowed: Set<number>; refused: Set<number> }> {
  return inTenant(asSystem(database), async (tx) => {
    const allowed = await markExecSent(tx, workerId, progress.execSent);
    await markStarted(tx, workerId, progress.started);
    await markCancelling(tx, workerId, progress.cancelling);
    const refused = await writeOutput(tx, workerId, progress.output);
    await notify(tx, "hostrun_task_log", visibleChanges(progress));
    return { allowed, refused };
  });
}

/** `exec_sent` alone is news only together with what follows it within milliseconds. */
function visibleChanges(progress: Progress): number[] {
  return [...progress.started, ...progress.output]
    .map(({ owned }) => owned.taskLogId)
    .concat(progress.cancelling.map((owned) => owned.taskLogId));
}

/**
 * The line between "surely not started" and "may have started", committed before any request leaves. Rows are
 * locked in id order, so that two ticks never wait for each other in a circle.
 */
async function markExecSent(tx: Transaction, workerId: number, owned: Owned[]): Promise<Set<number>> {
  if (owned.length === 0) return new Set();
  const moved = await tx.execute<{ id: number }>(sql`
    with mine as (
      select t.id from e_script_target_log t
      join ${asRows(owned)} on t.id = o.id and t.epoch = o.epoch
      where t.worker_id = ${workerId} and t.state in ('connecting', 'exec_sent')
      order by t.id for no key update of t
    )
    update e_script_target_log t set state = 'exec_sent', exec_sent_at = coalesce(t.exec_sent_at, now())
    from mine where t.id = mine.id returning t.id`);
  return new Set(moved.rows.map((row) => row.id));
}

async function markStarted(tx: Transaction, workerId: number, started: Started[]): Promise<void> {
  if (started.length === 0) return;
  const groups = sql.param(started.map((s) => s.processGroup));
  const directories = sql.param(started.map((s) => s.directory));
  await tx.execute(sql`
    with mine as (
      select t.id, s.process_group, s.directory from e_script_target_log t
      join unnest(${idsOf(started)}::bigint[], ${epochsOf(started)}::int[], ${groups}::int[], ${directories}::text[])
        as s(id, epoch, process_group, directory) on t.id = s.id and t.epoch = s.epoch
      where t.worker_id = ${workerId} and t.state = 'exec_sent'
      order by t.id for no key update of t
    )
    update e_script_target_log t
    set state = 'running', started_at = now(), process_group = mine.process_group, remote_directory = mine.directory
    from mine where t.id = mine.id`);
}

async function markCancelling(tx: Transaction, workerId: number, owned: Owned[]): Promise<void> {
  if (owned.length === 0) return;
  await tx.execute(sql`
    with mine as (
      select t.id from e_script_target_log t
      join ${asRows(owned)} on t.id = o.id and t.epoch = o.epoch
      where t.worker_id = ${workerId} and t.state in ('exec_sent', 'running')
      order by t.id for no key update of t
    )
    update e_script_target_log t set state = 'cancelling', cancelling_at = now() from mine where t.id = mine.id`);
}

/** Output rows, cuts and totals; answers whose row is not this worker's any more: what belongs to those is dropped. */
async function writeOutput(tx: Transaction, workerId: number, writes: OutputWrite[]): Promise<Set<number>> {
  if (writes.length === 0) return new Set();
  const held = await lockHeld(
    tx,
    workerId,
    writes.map((write) => write.owned),
  );
  const kept = writes.filter((write) => held.has(write.owned.targetLogId));
  await storeOutput(tx, kept);
  await writeTotals(tx, kept);
  return new Set(writes.map((write) => write.owned.targetLogId).filter((id) => !held.has(id)));
}

/** Locks, in id order, those of the target logs that are this worker's and have not ended; answers their ids. */
export async function lockHeld(tx: Transaction, workerId: number, owned: Owned[]): Promise<Set<number>> {
  const mine = await tx.execute<{ id: number }>(sql`
    select t.id from e_script_target_log t
    join ${asRows(owned)} on t.id = o.id and t.epoch = o.epoch
    where t.worker_id = ${workerId} and t.state in ('connecting', 'exec_sent', 'running', 'cancelling')
    order by t.id for no key update of t`);
  return new Set(mine.rows.map((row) => row.id));
}

/** Output rows and cuts of target logs that the caller has locked. */
export async function storeOutput(tx: Transaction, writes: OutputWrite[]): Promise<void> {
  await insertRows(tx, writes);
  await deleteCut(tx, writes);
}

async function insertRows(tx: Transaction, writes: OutputWrite[]): Promise<void> {
  const rows = writes.flatMap((write) =>
    write.rows.map((row) => ({ ...row, id: write.owned.targetLogId, tenantId: write.tenantId })),
  );
  if (rows.length === 0) return;
  const column = <K extends keyof (typeof rows)[number]>(name: K) => sql.param(rows.map((row) => row[name]));
  await tx.execute(sql`
    insert into e_script_target_output (tenant_id, target_log_id, sequence, stream, bytes, "offset", lines)
    select * from unnest(${column("tenantId")}::bigint[], ${column("id")}::bigint[], ${column("sequence")}::int[],
      ${column("stream")}::text[], ${column("bytes")}::bytea[], ${column("offset")}::bigint[], ${column("lines")}::int[])
    on conflict do nothing`);
}

async function deleteCut(tx: Transaction, writes: OutputWrite[]): Promise<void> {
  const cut = writes.flatMap((write) =>
    write.cut.map((sequence) => ({ id: write.owned.targetLogId, sequence })),
  );
  if (cut.length === 0) return;
  const ids = sql.param(cut.map((row) => row.id));
  const sequences = sql.param(cut.map((row) => row.sequence));
  await tx.execute(sql`
    delete from e_script_target_output o
    using unnest(${ids}::bigint[], ${sequences}::int[]) as c(id, sequence)
    where o.target_log_id = c.id and o.sequence = c.sequence`);
}

async function writeTotals(tx: Transaction, writes: OutputWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const ids = sql.param(writes.map((write) => write.owned.targetLogId));
  const total = (name: keyof OutputTotals) => sql.param(writes.map((write) => write.totals[name]));
  await tx.execute(sql`
    update e_script_target_log t
    set stdout_bytes = v.stdout_bytes, stderr_bytes = v.stderr_bytes,
      stdout_dropped_bytes = v.stdout_dropped_bytes, stderr_dropped_bytes = v.stderr_dropped_bytes,
      stdout_dropped_lines = v.stdout_dropped_lines, stderr_dropped_lines = v.stderr_dropped_lines,
      last_line = v.last_line, last_sequence = v.last_sequence
    from unnest(${ids}::bigint[], ${total("stdoutBytes")}::bigint[], ${total("stderrBytes")}::bigint[],
      ${total("stdoutDroppedBytes")}::bigint[], ${total("stderrDroppedBytes")}::bigint[],
      ${total("stdoutDroppedLines")}::bigint[], ${total("stderrDroppedLines")}::bigint[],
      ${total("lastLine")}::text[], ${total("lastSequence")}::int[])
      as v(id, stdout_bytes, stderr_bytes, stdout_dropped_bytes, stderr_dropped_bytes, stdout_dropped_lines,
        stderr_dropped_lines, last_line, last_sequence)
    where t.id = v.id`);
}

/** Claims as the rows `o(id, epoch)` of a statement. */
function asRows(owned: Owned[]) {
  const ids = sql.param(owned.map((o) => o.targetLogId));
  const epochs = sql.param(owned.map((o) => o.epoch));
  return sql`unnest(${ids}::bigint[], ${epochs}::int[]) as o(id, epoch)`;
}

function idsOf(items: { owned: Owned }[]) {
  return sql.param(items.map(({ owned }) => owned.targetLogId));
}

function epochsOf(items: { owned: Owned }[]) {
  return sql.param(items.map(({ owned }) => owned.epoch));
}
