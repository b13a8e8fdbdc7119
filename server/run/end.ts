import { sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import type { TargetLogReason, TerminalTargetLogState } from "../domain/target-log-state.ts";
import { enqueue } from "../queue/enqueue.ts";
import { changeCounters, countEnds } from "./counters.ts";
import { type LockedRun, lockRun, lockRuns } from "./lock.ts";
import { leavePlaces } from "./places.ts";
import {
  lockHeld,
  type OutputTotals,
  type OutputWrite,
  type Owned,
  type Started,
  storeOutput,
} from "./record.ts";
import { settle } from "./settle.ts";

/** Seconds after which a lost target is looked at once by itself. */
export const outcomeCheckDelaySeconds = 10;

/** How a target log ended, as its owner saw it. */
export interface End {
  owned: Owned;
  state: TerminalTargetLogState;
  reason: TargetLogReason | null;
  detail: string | null;
  exitCode: number | null;
  signal: string | null;
  outputComplete: boolean | null;
  connectMs: number | null;
  /** Where the host was not dialled: since when it is known to be down, and when it was last tried. */
  down: { since: string; triedAt: string } | null;
  /** What the launcher reported, where no tick wrote it before. */
  started: Omit<Started, "owned"> | null;
  /** Last output, stored with the end. */
  output: OutputWrite | null;
}

/**
 * Ends target logs, with their last output and their runs' counters, and settles the runs: of one run or of several
 * at once, since commits are what costs. Rows that are not this worker's any more (or ended already) are left alone.
 */
export function recordEnds(
  deps: { database: Database; boss: PgBoss },
  workerId: number,
  ends: End[],
): Promise<void> {
  return inTenant(asSystem(deps.database), async (tx) => {
    const locked = await lockRuns(
      tx,
      ends.map(({ owned }) => owned.taskLogId),
    );
    // A run that ended holds nothing that could end; its last end came here twice when its commit was not heard of.
    const runs = locked.filter(({ endedAt }) => endedAt === null);
    if (runs.length === 0) return;
    const held = await lockHeld(
      tx,
      workerId,
      ends.map((end) => end.owned),
    );
    const own = ends.filter((end) => held.has(end.owned.targetLogId));
    await storeOutput(
      tx,
      own.flatMap((end) => end.output ?? []),
    );
    const ended = await endRows(tx, own);
    await countEnds(tx, runs, ended);
    await leavePlaces(tx, ended);
    await lookAfterLost(tx, deps.boss, ended);
    await settle(tx, deps.boss, runs);
  });
}

/** A look at each lost target, a moment later: it only reads, so it may be repeated. */
export async function lookAfterLost(
  tx: Transaction,
  boss: PgBoss,
  rows: { id: number; state: TerminalTargetLogState }[],
): Promise<void> {
  for (const { id } of rows.filter((row) => row.state === "lost")) {
    await enqueue(
      boss,
      tx,
      "checkOutcome",
      { targetLogId: id },
      { startAfterSeconds: outcomeCheckDelaySeconds },
    );
  }
}

/** One statement for what is known at the end: a row that is written twice costs twice. The rows are locked. */
async function endRows(tx: Transaction, ends: End[]) {
  if (ends.length === 0) return [];
  const column = (value: (end: End) => unknown) => sql.param(ends.map(value));
  const total = (name: keyof OutputTotals) => column(({ output }) => output?.totals[name] ?? null);
  const ended = await tx.execute<{
    id: number;
    taskLogId: number;
    state: TerminalTargetLogState;
    proxyId: number | null;
  }>(sql`
    update e_script_target_log t
    set state = e.end_state, reason = e.reason, detail = e.detail, exit_code = e.exit_code,
      signal = e.signal, output_complete = e.output_complete, connect_ms = e.connect_ms, ended_at = now(),
      down_since = e.down_since, down_tried_at = e.down_tried_at,
      process_group = coalesce(t.process_group, e.process_group),
      remote_directory = coalesce(t.remote_directory, e.directory),
      started_at = coalesce(t.started_at, case when e.process_group is not null then t.exec_sent_at end),
      stdout_bytes = coalesce(e.stdout_bytes, t.stdout_bytes),
      stderr_bytes = coalesce(e.stderr_bytes, t.stderr_bytes),
      stdout_dropped_bytes = coalesce(e.stdout_dropped_bytes, t.stdout_dropped_bytes),
      stderr_dropped_bytes = coalesce(e.stderr_dropped_bytes, t.stderr_dropped_bytes),
      stdout_dropped_lines = coalesce(e.stdout_dropped_lines, t.stdout_dropped_lines),
      stderr_dropped_lines = coalesce(e.stderr_dropped_lines, t.stderr_dropped_lines),
      last_line = coalesce(e.last_line, t.last_line),
      last_sequence = coalesce(e.last_sequence, t.last_sequence)
    from unnest(${column((e) => e.owned.targetLogId)}::bigint[],
      ${column((e) => e.state)}::text[], ${column((e) => e.reason)}::text[], ${column((e) => e.detail)}::text[],
      ${column((e) => e.exitCode)}::int[], ${column((e) => e.signal)}::text[],
      ${column((e) => e.outputComplete)}::bool[], ${column((e) => e.connectMs)}::int[],
      ${column((e) => e.down?.since ?? null)}::timestamptz[], ${column((e) => e.down?.triedAt ?? null)}::timestamptz[],
      ${column((e) => e.started?.processGroup ?? null)}::int[], ${column((e) => e.started?.directory ?? null)}::text[],
      ${total("stdoutBytes")}::bigint[], ${total("stderrBytes")}::bigint[],
      ${total("stdoutDroppedBytes")}::bigint[], ${total("stderrDroppedBytes")}::bigint[],
      ${total("stdoutDroppedLines")}::bigint[], ${total("stderrDroppedLines")}::bigint[],
      ${total("lastLine")}::text[], ${total("lastSequence")}::int[])
      as e(id, end_state, reason, detail, exit_code, signal, output_complete, connect_ms, down_since, down_tried_at, process_group, directory,
        stdout_bytes, stderr_bytes, stdout_dropped_bytes, stderr_dropped_bytes, stdout_dropped_lines,
        stderr_dropped_lines, last_line, last_sequence)
    where t.id = e.id
    returning t.id, t.task_log_id as "taskLogId", t.state, t.proxy_id as "proxyId"`);
  return ended.rows;
}

/**
 * Puts target logs back that this worker will not start: they become `pending` and others may take them. Only
 * for those of which surely nothing was sent.
 */
export function giveBack(
  deps: { database: Database; boss: PgBoss },
  workerId: number,
  taskLogId: number,
  owned: Owned[],
): Promise<void> {
  return inTenant(asSystem(deps.database), async (tx) => {
    const run = await lockRun(tx, { scope: { tenantId: "all" } }, taskLogId);
    if (run === undefined) return;
    const ids = sql.param(owned.map((o) => o.targetLogId));
    const epochs = sql.param(owned.map((o) => o.epoch));
    const back = await tx.execute<{ position: number; proxyId: number | null }>(sql`
      with mine as (
        select t.id from e_script_target_log t
        join unnest(${ids}::bigint[], ${epochs}::int[]) as o(id, epoch) on t.id = o.id and t.epoch = o.epoch
        where t.worker_id = ${workerId} and t.state in ('connecting', 'exec_sent')
        order by t.id for no key update of t
      )
      update e_script_target_log t set state = 'pending', worker_id = null, connecting_at = null, exec_sent_at = null
      from mine where t.id = mine.id returning t.position, t.proxy_id as "proxyId"`);
    await leavePlaces(tx, back.rows);
    await putBack(tx, deps.boss, run, back.rows);
  });
}

/** The counters of target logs that became pending again, and word to the other workers. */
export async function putBack(
  tx: Transaction,
  boss: PgBoss,
  run: LockedRun,
  back: { position: number }[],
): Promise<void> {
  if (back.length > 0) {
    const first = Math.min(...back.map((row) => row.position));
    await changeCounters(tx, run, { active: -back.length, pending: back.length, cursorBackTo: first - 1 });
  }
  await settle(tx, boss, [run]);
  if (run.endedAt === null && run.batchPending > 0) await enqueue(boss, tx, "run", { taskLogId: run.id });
}
