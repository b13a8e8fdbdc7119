import { and, asc, desc, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import { targetLog, targetOutput } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { lastSpokenLine } from "../domain/last-spoken-line.ts";
import type { NoticeLevel, NoticeOf, NoticeRule } from "../domain/notice.ts";
import { attentionOrder, isTerminalTargetLogState } from "../domain/target-log-state.ts";
import {
  isTerminalTaskLogState,
  lastRunKindOf,
  type TerminalTaskLogState,
} from "../domain/task-log-state.ts";
import { endCounts } from "../run/counters.ts";
import type { LockedRun } from "../run/lock.ts";
import { aboutTenant, writeNotice } from "./write.ts";

/** So many hosts that did not succeed are named. */
const namedHosts = 10;
/** Among so many newest runs of a task the one that ended last is looked for. */
const recentRuns = 20;
/** The last rows of stderr in which its last line is looked for. */
const lastRows = 3;

const levelOf: Record<TerminalTaskLogState, NoticeLevel> = {
  succeeded: "info",
  cancelled: "warning",
  failed: "error",
  timed_out: "error",
  interrupted: "error",
};

/**
 * Tells that a run has ended, where its task's rule says so: in the transaction of that end, whoever started it. The
 * task's row is locked: of two runs that end at once the second sees how the first one ended.
 */
export async function tellRunEnd(
  tx: Transaction,
  boss: PgBoss,
  run: LockedRun,
  rule: NoticeRule,
): Promise<void> {
  const { state, tenantId, taskId, id: taskLogId } = run;
  if (!isTerminalTaskLogState(state)) return;
  if (rule === "never" || (rule === "failure" && lastRunKindOf(state) !== "unsuccessful")) return;
  const previousState = await previousEnd(tx, run);
  if (rule === "change" && !isChange(previousState, state)) return;
  const content = await contentOf(tx, run, state, previousState);
  const eventKey = `run ${taskLogId}`;
  await writeNotice(tx, boss, { tenantId, eventKey, level: levelOf[state], taskId, taskLogId, content });
}

/** How the task's run before this one ended; what somebody stopped says nothing about whether it is well. */
async function previousEnd(tx: Transaction, run: LockedRun): Promise<TerminalTaskLogState | null> {
  const recent = tx
    .select({ state: taskLog.state, endedAt: taskLog.endedAt })
    .from(taskLog)
    .where(
      and(
        eq(taskLog.tenantId, run.tenantId),
        eq(taskLog.taskId, run.taskId),
        ne(taskLog.id, run.id),
        isNotNull(taskLog.endedAt),
        ne(taskLog.state, "cancelled"),
        // Of two that end in one transaction the later one comes second.
        sql`(${taskLog.endedAt} <> now() or ${taskLog.id} < ${run.id})`,
      ),
    )
    .orderBy(desc(taskLog.id))
    .limit(recentRuns)
    .as("recent");
  const [last] = await tx.select({ state: recent.state }).from(recent).orderBy(desc(recent.endedAt)).limit(1);
  return last !== undefined && isTerminalTaskLogState(last.state) ? last.state : null;
}

/** From well to not well or back; before its first run a task was well. */
function isChange(before: TerminalTaskLogState | null, after: TerminalTaskLogState): boolean {
  if (after === "cancelled") return false;
  return (before ?? "succeeded") === "succeeded" ? after !== "succeeded" : after === "succeeded";
}

async function contentOf(
  tx: Transaction,
  run: LockedRun,
  state: TerminalTaskLogState,
  previousState: TerminalTaskLogState | null,
): Promise<NoticeOf<"run">> {
  const about = await aboutTenant(tx, run.tenantId);
  const { id, trigger, executedBy, targetCount: hostCount } = run;
  const endedAt = run.endedAt ?? about.at;
  const startedAt = run.startedAt ?? endedAt;
  const counts = endCounts(run);
  return {
    kind: "run",
    ...about,
    at: endedAt,
    task: { id: run.taskId, name: run.taskName },
    script: { id: run.scriptId, name: run.scriptName, version: run.scriptVersion },
    run: { id, state, previousState, trigger, executedBy, startedAt, endedAt, hostCount, counts },
    hosts: counts.succeeded === hostCount ? [] : await hostsOf(tx, run),
  };
}

/** The first hosts that did not succeed, those that need somebody first, with what they said last. */
async function hostsOf(tx: Transaction, run: LockedRun): Promise<NoticeOf<"run">["hosts"]> {
  const order = sql`array_position(${sql.param([...attentionOrder])}::text[], ${targetLog.state})`;
  const rows = await tx
    .select()
    .from(targetLog)
    .where(
      and(
        eq(targetLog.tenantId, run.tenantId),
        eq(targetLog.taskLogId, run.id),
        ne(targetLog.state, "succeeded"),
      ),
    )
    .orderBy(order, asc(targetLog.position))
    .limit(namedHosts);
  const complaints = await lastComplaints(
    tx,
    run.tenantId,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, hostId, hostName: name, state, reason, exitCode, signal, lastLine }) => {
    if (!isTerminalTargetLogState(state)) return [];
    return { hostId, name, state, reason, exitCode, signal, lastLine: complaints.get(id) ?? lastLine };
  });
}

/** The last line of each one's stderr that says something. */
async function lastComplaints(
  tx: Transaction,
  tenantId: number,
  ids: number[],
): Promise<Map<number, string>> {
  const last = tx
    .select({
      id: targetOutput.targetLogId,
      // A row may be long: its end is enough.
      bytes: sql<Buffer>`substr(${targetOutput.bytes}, greatest(1, length(${targetOutput.bytes}) - 4095))`.as(
        "ending",
      ),
      sequence: targetOutput.sequence,
      place:
        sql<number>`row_number() over (partition by ${targetOutput.targetLogId} order by ${targetOutput.sequence} desc)`.as(
          "place",
        ),
    })
    .from(targetOutput)
    .where(
      and(
        eq(targetOutput.tenantId, tenantId),
        inArray(targetOutput.targetLogId, ids),
        eq(targetOutput.stream, "stderr"),
      ),
    )
    .as("last");
  const rows =
    ids.length === 0
      ? []
      : await tx.select().from(last).where(sql`${last.place} <= ${lastRows}`).orderBy(last.sequence);
  const said = Map.groupBy(rows, ({ id }) => id);
  return new Map(
    [...said].flatMap(([id, parts]) => {
      const line = lastSpokenLine(Buffer.concat(parts.map(({ bytes }) => bytes)).toString("utf8"));
      return line === null ? [] : [[id, line] as const];
    }),
  );
}
