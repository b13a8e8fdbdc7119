import { and, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { activeTargetLogStates } from "../domain/target-log-state.ts";
import { found, notFound } from "../errors.ts";
import { Changes } from "../live/changes.ts";
import type { Live } from "../live/live.ts";
import { ownOutput } from "../target-log/load.ts";
import { type Marked, OutputReader, resumeAfter } from "../target-log/watch.ts";
import { countsOf, targetLogColumns } from "./columns.ts";
import type { TaskLogWatchInput } from "./input.ts";
import type { TargetLogItem, TaskLogEvent } from "./output.ts";

/**
 * How long after its end a target is read again: transactions commit out of order, and an end may become
 * visible after a later one.
 */
const endedLately = sql`interval '15 seconds'`;

/**
 * One run as it goes on: its state and counts, the targets that changed, and, where one is asked for, that
 * target's output in the same stream. Whoever resumes gets each chunk once; the rest is told anew as it stands.
 */
export async function* watchTaskLog(
  ctx: ServiceContext,
  live: Live,
  input: TaskLogWatchInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<Marked<TaskLogEvent>, void> {
  requireScope(ctx, "read");
  const reader = await openReader(ctx, input);
  const news = new RunNews();
  const changes = new Changes(live, input.id, signal);
  try {
    while (await changes.next()) {
      const run = await readRun(ctx, input.id, news.activeIds());
      const mark = reader?.after ?? 0;
      for (const event of news.of(run)) yield { mark, event };
      if (reader !== null) yield* reader.read();
      if (run.row.endedAt === null || reader?.ended === false) continue;
      return yield { mark: reader?.after ?? 0, event: { type: "end", state: run.row.state } };
    }
  } finally {
    changes.close();
  }
}

/** The output of a target of this very run; another run's target is NOT_FOUND. */
async function openReader(ctx: ServiceContext, input: TaskLogWatchInput): Promise<OutputReader | null> {
  const { targetLogId } = input;
  if (targetLogId === undefined) return null;
  const owner = await inTenant(ctx, (tx) => ownOutput(tx, ctx, targetLogId));
  if (owner.taskLogId !== input.id) throw notFound();
  return new OutputReader(ctx, targetLogId, resumeAfter(input));
}

interface RunNow {
  row: typeof taskLog.$inferSelect;
  targets: TargetLogItem[];
}

function readRun(ctx: ServiceContext, id: number, known: number[]): Promise<RunNow> {
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .select()
      .from(taskLog)
      .where(and(eq(taskLog.id, id), visible(ctx, taskLog.tenantId)));
    const row = found(rows[0]);
    return { row, targets: await changedTargets(tx, row, known) };
  });
}

/** Targets that may have changed: in hand now, in hand when last looked, or ended a moment ago. */
function changedTargets(tx: Transaction, run: RunNow["row"], known: number[]): Promise<TargetLogItem[]> {
  const candidates: (SQL | undefined)[] = [
    inArray(targetLog.state, [...activeTargetLogStates]),
    gt(targetLog.endedAt, sql`now() - ${endedLately}`),
    known.length > 0 ? inArray(targetLog.id, known) : undefined,
  ];
  return tx
    .select(targetLogColumns)
    .from(targetLog)
    .where(and(eq(targetLog.tenantId, run.tenantId), eq(targetLog.taskLogId, run.id), or(...candidates)))
    .orderBy(targetLog.id);
}

/** What a viewer has been told, so that they are told only what differs. */
class RunNews {
  #state = "";
  #counts = "";
  #targets = new Map<number, string>();
  #active: number[] = [];

  activeIds(): number[] {
    return this.#active;
  }

  /** The events that bring the viewer from what they know to what is. */
  *of({ row, targets }: RunNow): Generator<TaskLogEvent> {
    const { state, startedAt, endedAt, cancelRequestedAt } = row;
    if (this.#state !== state) yield { type: "state", state, startedAt, endedAt, cancelRequestedAt };
    this.#state = state;
    const counts = countsOf(row);
    if (this.#counts !== JSON.stringify(counts)) yield { type: "counts", counts };
    this.#counts = JSON.stringify(counts);
    for (const target of targets) {
      const told = JSON.stringify(target);
      if (this.#targets.get(target.targetLogId) !== told) yield { type: "target", target };
      this.#targets.set(target.targetLogId, told);
    }
    this.#active = targets.filter((target) => target.endedAt === null).map((target) => target.targetLogId);
  }
}
