import { and, eq, gt, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
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
import type { TargetLogItem, TaskLog, TaskLogEvent } from "./output.ts";
import { proxiesWaitedFor } from "./waits.ts";

/**
 * So much further back than their last read are a viewer's ended targets read: transactions commit out of order,
 * and an end may become visible after a later one.
 */
const lateCommits = sql`interval '15 seconds'`;

/**
 * One run as it goes on: its state and counts, the targets that changed, and, where one is asked for, that
 * target's output in the same stream. Whoever resumes gets each chunk once; state and counts are told anew, and
 * so is each target that changed meanwhile.
 */
export async function* watchTaskLog(
  ctx: ServiceContext,
  live: Live,
  input: TaskLogWatchInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<Marked<TaskLogEvent>, void> {
  requireScope(ctx, "read");
  const reader = await openReader(ctx, input);
  const news = new RunNews(readAtOf(input));
  const changes = new Changes(live, input.id, signal);
  const marked = (event: TaskLogEvent) => ({ mark: `${reader?.after ?? 0}-${news.readAtMs ?? 0}`, event });
  try {
    while (await changes.next()) {
      const run = await readRun(ctx, input.id, news);
      for (const event of news.of(run)) yield marked(event);
      if (reader !== null) for await (const event of reader.read(changes)) yield marked(event);
      if (run.row.endedAt === null || reader?.ended === false) continue;
      return yield marked({ type: "end", state: run.row.state });
    }
  } finally {
    changes.close();
  }
}

/** When a reconnecting viewer's last read was, by the database's clock: the second part of the mark. */
function readAtOf({ lastEventId = "" }: TaskLogWatchInput): number | null {
  const ms = Number(/^\d+-(\d{1,15})$/.exec(lastEventId)?.[1] ?? 0);
  return ms > 0 ? ms : null;
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
  waits: TaskLog["waitsForProxies"];
  /** The database's clock when it was read. */
  readAtMs: number;
}

function readRun(ctx: ServiceContext, id: number, news: RunNews): Promise<RunNow> {
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .select({ row: taskLog, readAtMs: sql<number>`(extract(epoch from now()) * 1000)::int8` })
      .from(taskLog)
      .where(and(eq(taskLog.id, id), visible(ctx, taskLog.tenantId)));
    const { row, readAtMs } = found(rows[0]);
    const waits = await proxiesWaitedFor(tx, row);
    return { row, readAtMs, waits, targets: await changedTargets(tx, row, news) };
  });
}

/** Targets that may have changed: in hand now, in hand when last read, or ended since then. */
function changedTargets(
  tx: Transaction,
  run: RunNow["row"],
  { active, readAtMs }: Pick<RunNews, "active" | "readAtMs">,
): Promise<TargetLogItem[]> {
  const candidates: (SQL | undefined)[] = [
    inArray(targetLog.state, [...activeTargetLogStates]),
    // What a new viewer knows, and since when, nobody can say: they are told every end.
    readAtMs === null
      ? isNotNull(targetLog.endedAt)
      : gt(targetLog.endedAt, sql`to_timestamp(${readAtMs}::float8 / 1000) - ${lateCommits}`),
    active.length > 0 ? inArray(targetLog.id, active) : undefined,
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
  #waits = "[]";
  #targets = new Map<number, string>();
  /** Targets that were in hand when the run was read last. */
  active: number[] = [];
  /** When that was; null where a viewer is new. */
  readAtMs: number | null;

  constructor(readAtMs: number | null) {
    this.readAtMs = readAtMs;
  }

  /** The events that bring the viewer from what they know to what is. */
  *of({ row, targets, waits, readAtMs }: RunNow): Generator<TaskLogEvent> {
    const { state, startedAt, endedAt, cancelRequestedAt } = row;
    if (this.#state !== state) yield { type: "state", state, startedAt, endedAt, cancelRequestedAt };
    this.#state = state;
    const counts = countsOf(row);
    if (this.#counts !== JSON.stringify(counts)) yield { type: "counts", counts };
    this.#counts = JSON.stringify(counts);
    if (this.#waits !== JSON.stringify(waits)) yield { type: "waits", waitsForProxies: waits };
    this.#waits = JSON.stringify(waits);
    for (const target of targets) {
      const told = JSON.stringify(target);
      if (this.#targets.get(target.targetLogId) !== told) yield { type: "target", target };
      this.#targets.set(target.targetLogId, told);
    }
    this.active = targets.filter((target) => target.endedAt === null).map((target) => target.targetLogId);
    // Only now: whoever loses the connection amidst these events is told them again.
    this.readAtMs = readAtMs;
  }
}
