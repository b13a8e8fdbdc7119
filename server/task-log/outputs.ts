import { and, asc, eq, gt } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { csvOf } from "../csv.ts";
import { inTenant } from "../db/in-tenant.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { streams } from "../target-log/input.ts";
import { readRaw } from "../target-log/service.ts";
import { milliseconds } from "./columns.ts";
import { ownRunOutput } from "./load.ts";

/** Target logs that are read at once. */
const hostsAtOnce = 500;

/** A file among a run's outputs; its content is read when it is asked for. */
export interface OutputFile {
  name: string;
  content: string | AsyncGenerator<Buffer, void>;
}

/**
 * All that a run's targets wrote, a file for each stream that is not empty, behind a table of the targets and how
 * each ended. However much it is, one page of it is held at a time. NOT_FOUND is thrown before anything is read.
 */
export async function openOutputs(
  ctx: ServiceContext,
  id: number,
): Promise<AsyncGenerator<OutputFile, void>> {
  requireScope(ctx, "read");
  const run = await inTenant(ctx, (tx) => ownRunOutput(tx, ctx, id));
  return outputFiles(ctx, run);
}

type Run = Awaited<ReturnType<typeof ownRunOutput>>;

async function* outputFiles(ctx: ServiceContext, run: Run): AsyncGenerator<OutputFile, void> {
  const told: Record<string, string | number | boolean | null>[] = [];
  for await (const { row, durationMs } of hostsOf(ctx, run)) {
    for (const stream of streams) {
      if (row[`${stream}Bytes`] === 0) continue;
      yield { name: fileName(row, stream), content: readRaw(ctx, row, stream) };
    }
    told.push(Object.fromEntries(columns.map((name) => [name, { ...row, durationMs }[name]])));
  }
  yield { name: "targets.csv", content: csvOf(told, [...columns]) };
}

const columns = [
  "position",
  "hostId",
  "hostName",
  "address",
  "cloudPool",
  "region",
  "state",
  "reason",
  "detail",
  "exitCode",
  "signal",
  "startedAt",
  "endedAt",
  "durationMs",
  "stdoutBytes",
  "stdoutDroppedBytes",
  "stderrBytes",
  "stderrDroppedBytes",
  "outputComplete",
] as const;

async function* hostsOf(ctx: ServiceContext, run: Run) {
  for (let after = 0; ; ) {
    const from = after;
    const rows = await inTenant(ctx, (tx) =>
      tx
        .select({ row: targetLog, durationMs: milliseconds(targetLog.startedAt, targetLog.endedAt) })
        .from(targetLog)
        .where(
          and(eq(targetLog.tenantId, run.tenantId), eq(targetLog.taskLogId, run.id), gt(targetLog.id, from)),
        )
        .orderBy(asc(targetLog.id))
        .limit(hostsAtOnce),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield* rows;
    after = last.row.id;
  }
}

/** The place keeps names apart; what stands in a host's name must not become a path. */
function fileName({ position, hostName }: typeof targetLog.$inferSelect, stream: string): string {
  const safe = hostName.replaceAll(/[^\p{L}\p{N}._-]/gu, "_").slice(0, 80);
  return `${String(position).padStart(5, "0")}-${safe}.${stream}.log`;
}
