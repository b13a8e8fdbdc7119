import type { PgBoss } from "pg-boss";
import type { Transaction } from "../db/client.ts";
import type { task } from "../db/tables/task.ts";
import type { NoticeLevel, NoticeOf } from "../domain/notice.ts";
import { isTerminalTaskLogState } from "../domain/task-log-state.ts";
import type { LockedRun } from "../run/lock.ts";
import { aboutTenant, writeNotice } from "./write.ts";

type Task = typeof task.$inferSelect;

/** What became of moments for which there is no run. */
export interface FiresWithoutRun {
  outcome: NoticeOf<"fires">["fires"]["outcome"];
  reason: string | null;
  reasonValues?: Record<string, string | number>;
  /** In their order, at least one. */
  moments: string[];
}

const levelOf: Record<FiresWithoutRun["outcome"], NoticeLevel> = { missed: "warning", refused: "error" };

/** Tells that planned moments of a task came to nothing, unless its rule is to tell nothing. */
export async function tellFires(
  tx: Transaction,
  boss: PgBoss,
  what: Task,
  fires: FiresWithoutRun,
): Promise<void> {
  const { outcome, reason, reasonValues = {}, moments } = fires;
  const [firstAt] = moments;
  if (what.noticeRule === "never" || firstAt === undefined) return;
  const { tenantId, id: taskId, name } = what;
  const lastAt = moments.at(-1) ?? firstAt;
  await writeNotice(tx, boss, {
    tenantId,
    eventKey: `fire ${taskId} ${firstAt}`,
    level: levelOf[outcome],
    taskId,
    content: {
      kind: "fires",
      ...(await aboutTenant(tx, tenantId)),
      task: { id: taskId, name },
      fires: { outcome, reason, reasonValues, count: moments.length, firstAt, lastAt },
    },
  });
}

/** Tells that a schedule has stopped by itself after the run that failed last. */
export async function tellPause(
  tx: Transaction,
  boss: PgBoss,
  what: Task,
  { run, failuresInRow }: { run: LockedRun; failuresInRow: number },
): Promise<void> {
  if (what.noticeRule === "never" || !isTerminalTaskLogState(run.state)) return;
  const { tenantId, id: taskId, name } = what;
  await writeNotice(tx, boss, {
    tenantId,
    eventKey: `pause ${run.id}`,
    level: "error",
    taskId,
    taskLogId: run.id,
    content: {
      kind: "paused",
      ...(await aboutTenant(tx, tenantId)),
      task: { id: taskId, name },
      failuresInRow,
      run: { id: run.id, state: run.state },
    },
  });
}
