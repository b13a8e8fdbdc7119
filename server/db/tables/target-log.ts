import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { LoginMode } from "../../domain/login-mode.ts";
import type { LateResult, TargetLogReason, TargetLogState } from "../../domain/target-log-state.ts";
import { bytea, identity, moment, now, reference } from "./columns.ts";
import { target } from "./target.ts";
import { taskLog } from "./task-log.ts";
import { worker } from "./worker.ts";

function byteCount() {
  return reference().notNull().default(0);
}

/** What happened on one target within one task log. Terminal rows are immutable but for the late result. */
export const targetLog = pgTable(
  "e_script_target_log",
  {
    id: identity(),
    tenantId: reference().notNull(),
    taskLogId: reference().notNull(),
    targetId: reference().notNull(),
    position: integer().notNull(),
    batch: integer().notNull().default(1),
    hostId: text().notNull(),
    hostName: text().notNull(),
    cloudPool: text(),
    region: text(),
    username: text().notNull(),
    address: text().notNull(),
    port: integer().notNull(),
    proxyId: reference(),
    proxyName: text(),
    loginMode: text().$type<LoginMode>().notNull(),
    state: text().$type<TargetLogState>().notNull().default("pending"),
    reason: text().$type<TargetLogReason>(),
    /** What the host, sshd or the launcher said, in its own words. */
    detail: text(),
    exitCode: integer(),
    signal: text(),
    workerId: reference().references(() => worker.id),
    epoch: integer().notNull().default(0),
    processGroup: integer(),
    remoteDirectory: text(),
    connectMs: integer(),
    /** Where the host was not dialled: since when it was known to be down, and when it was last tried. */
    downSince: moment(),
    downTriedAt: moment(),
    createdAt: moment().notNull().default(now),
    connectingAt: moment(),
    execSentAt: moment(),
    startedAt: moment(),
    cancellingAt: moment(),
    endedAt: moment(),
    stdoutBytes: byteCount(),
    stderrBytes: byteCount(),
    stdoutDroppedBytes: byteCount(),
    stderrDroppedBytes: byteCount(),
    stdoutDroppedLines: byteCount(),
    stderrDroppedLines: byteCount(),
    outputComplete: boolean(),
    lastLine: text(),
    lastSequence: integer().notNull().default(0),
    lateExitCode: integer(),
    lateAt: moment(),
    lateResult: text().$type<LateResult>(),
  },
  (t) => [
    unique("e_script_target_log_tenant_id").on(t.tenantId, t.id),
    foreignKey({
      name: "e_script_target_log_task_log",
      columns: [t.tenantId, t.taskLogId],
      foreignColumns: [taskLog.tenantId, taskLog.id],
    }),
    foreignKey({
      name: "e_script_target_log_target",
      columns: [t.tenantId, t.targetId],
      foreignColumns: [target.tenantId, target.id],
    }),
    uniqueIndex("e_script_target_log_position").on(t.taskLogId, t.batch, t.position),
    index("e_script_target_log_by_target").on(t.tenantId, t.targetId, t.id),
    check(
      "e_script_target_log_state",
      sql`state in ('pending', 'connecting', 'exec_sent', 'running', 'cancelling', 'succeeded', 'failed', 'unreachable', 'cancelled', 'timed_out', 'skipped', 'lost')`,
    ),
    check(
      "e_script_target_log_ended",
      sql`(ended_at is not null) = (state in ('succeeded', 'failed', 'unreachable', 'cancelled', 'timed_out', 'skipped', 'lost'))`,
    ),
    check(
      "e_script_target_log_success",
      sql`state <> 'succeeded' or (exit_code = 0 and exit_code is not null)`,
    ),
    check(
      "e_script_target_log_owner",
      sql`state not in ('connecting', 'exec_sent', 'running', 'cancelling') or worker_id is not null`,
    ),
    check(
      "e_script_target_log_reason",
      sql`case state
        when 'failed' then reason is not null and reason in ('exit_code', 'signal', 'interpreter_missing', 'sudo', 'launcher')
        when 'unreachable' then reason is not null and reason in ('dns', 'refused', 'timeout', 'host_key', 'auth', 'proxy', 'channel', 'policy')
        when 'skipped' then reason is not null and reason in ('cancelled', 'threshold', 'paused_out')
        when 'lost' then reason is not null and reason in ('connection', 'worker', 'still_running')
        else reason is null end`,
    ),
  ],
);

/** Output as it came, in append-only rows; one sequence per target log over both streams. */
export const targetOutput = pgTable(
  "e_script_target_output",
  {
    tenantId: reference().notNull(),
    targetLogId: reference().notNull(),
    sequence: integer().notNull(),
    stream: text().$type<"stdout" | "stderr">().notNull(),
    bytes: bytea().notNull(),
    /** Where this row begins in its stream, in bytes, and how many line ends it holds. */
    offset: reference().notNull(),
    lines: integer().notNull(),
    at: moment().notNull().default(now),
  },
  (t) => [
    primaryKey({ columns: [t.targetLogId, t.sequence] }),
    foreignKey({
      name: "e_script_target_output_target_log",
      columns: [t.tenantId, t.targetLogId],
      foreignColumns: [targetLog.tenantId, targetLog.id],
    }),
    check("e_script_target_output_stream", sql`stream in ('stdout', 'stderr')`),
  ],
);
