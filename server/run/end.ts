import { sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database, Transaction } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import type { TargetLogReason, TerminalTargetLogState } from "../domain/target-log-state.ts";
import { enqueue } from "../queue/enqueue.ts";
import { changeCounters, countByState } from "./counters.ts";
import { type LockedRun, lockRun } from "./lock.ts";
import { type OutputWrite, type Owned, type Started, writeOutput } from "./record.ts";
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
  /** What the launcher reported, where no tick wrote it before. */
  started: Omit<Started, "owned"> | null;
  /** Last output, stored with the end. */
  output: OutputWrite | null;
}

/**
 * Ends target logs of one run, with their last output and the run's counters, and settles the run. Rows that
 * are not this worker's any more (or ended already) are left alone.
 */
export function recordEnds(
  deps: { database: Database; boss: PgBoss },
  workerId: number,
  taskLogId: number,
  ends: End[],
): Promise<void> {
  return inTenant(asSystem(deps.database), async (tx) => {
    const run = await lockRun(tx, { scope: { tenantId: "all" } }, taskLogId);
    // A run that ended holds nothing that could end; its last end came here twice when its commit was not heard of.
    if (run === undefined || run.endedAt !== null) return;
    await writeOutput(
      tx,
      workerId,
      ends.flatMap((end) => end.output ?? []),
    );
    const ended = await endRows(tx, workerId, ends);
    await changeCounters(tx, run, { active: -ended.length, ends: countByState(ended) });
    await lookAfterLost(tx, deps.boss, ended);
    await settle(tx, run);
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

async function endRows(tx: Transaction, workerId: number, ends: End[]) {
  const column = (value: (end: End) => unknown) => sql.param(ends.map(value));
  const ended = await tx.execute<{ id: number; state: TerminalTargetLogState }>(sql`
    with mine as (
      select t.id, e.* from e_script_target_log t
      join unnest(${column((e) => e.owned.targetLogId)}::bigint[], ${column((e) => e.owned.epoch)}::int[],
        ${column((e) => e.state)}::text[], ${column((e) => e.reason)}::text[], ${column((e) => e.detail)}::text[],
        ${column((e) => e.exitCode)}::int[], ${column((e) => e.signal)}::text[],
        ${column((e) => e.outputComplete)}::bool[], ${column((e) => e.connectMs)}::int[],
        ${column((e) => e.started?.processGroup ?? null)}::int[], ${column((e) => e.started?.directory ?? null)}::text[])
        as e(target_log_id, epoch, end_state, reason, detail, exit_code, signal, output_complete, connect_ms,
          process_group, directory)
        on t.id = e.target_log_id and t.epoch = e.epoch
      where t.worker_id = ${workerId} and t.state in ('connecting', 'exec_sent', 'running', 'cancelling')
      order by t.id for no key update of t
    )
    update e_script_target_log t
    set state = mine.end_state, reason = mine.reason, detail = mine.detail, exit_code = mine.exit_code,
      signal = mine.signal, output_complete = mine.output_complete, connect_ms = mine.connect_ms, ended_at = now(),
      process_group = coalesce(t.process_group, mine.process_group),
      remote_directory = coalesce(t.remote_directory, mine.directory),
      started_at = coalesce(t.started_at, case when mine.process_group is not null then t.exec_sent_at end)
    from mine where t.id = mine.id
    returning t.id, t.state`);
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
    const back = await tx.execute<{ position: number }>(sql`
      with mine as (
        select t.id from e_script_target_log t
        join unnest(${ids}::bigint[], ${epochs}::int[]) as o(id, epoch) on t.id = o.id and t.epoch = o.epoch
        where t.worker_id = ${workerId} and t.state in ('connecting', 'exec_sent')
        order by t.id for no key update of t
      )
      update e_script_target_log t set state = 'pending', worker_id = null, connecting_at = null, exec_sent_at = null
      from mine where t.id = mine.id returning t.position`);
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
  await settle(tx, run);
  if (run.endedAt === null && run.batchPending > 0) await enqueue(boss, tx, "run", { taskLogId: run.id });
}
