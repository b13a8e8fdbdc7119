import { and, eq } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { found } from "../errors.ts";
import { targetLogColumns } from "../task-log/columns.ts";
import { readChunks, readRows } from "./chunks.ts";
import type { Stream, TargetLogOutputInput } from "./input.ts";
import { ownOutput, type TargetLogRow } from "./load.ts";
import type { TargetLog, TargetLogChunks } from "./output.ts";
import { type Place, sequenceOfLine } from "./place.ts";

/** One target of a run, with the times of each step. */
export function getTargetLog(ctx: ServiceContext, { id }: { id: number }): Promise<TargetLog> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const rows = await tx
      .select({ item: targetLogColumns, row: targetLog, taskId: taskLog.taskId, taskName: taskLog.taskName })
      .from(targetLog)
      .innerJoin(taskLog, and(eq(taskLog.tenantId, targetLog.tenantId), eq(taskLog.id, targetLog.taskLogId)))
      .where(and(eq(targetLog.id, id), visible(ctx, targetLog.tenantId)));
    const { item, row, taskId, taskName } = found(rows[0]);
    const { createdAt, connectingAt, execSentAt, startedAt, cancellingAt, endedAt } = row;
    const steps = { createdAt, connectingAt, execSentAt, startedAt, cancellingAt, endedAt };
    return { ...row, ...item, taskId, taskName, steps };
  });
}

/** Output as text after a sequence, before one, or from a line on; bounded in rows and bytes. */
export async function readOutput(ctx: ServiceContext, input: TargetLogOutputInput): Promise<TargetLogChunks> {
  return (await readPlaced(ctx, input)).page;
}

/** The same for who reads on and on: with where they stand, so that it need not be counted again. */
export function readPlaced(
  ctx: ServiceContext,
  input: TargetLogOutputInput,
  known?: Place,
): Promise<{ page: TargetLogChunks; place: Place }> {
  requireScope(ctx, "read");
  const work = async (tx: Transaction) => {
    const owner = await ownOutput(tx, ctx, input.id);
    const request = { ...input, after: await startOf(tx, owner, input) };
    const { chunks, place } = await readChunks(tx, owner, request, known);
    const after = chunks.at(-1)?.seq ?? request.after;
    const further = input.before === undefined ? { after } : { before: chunks[0]?.seq ?? input.before };
    const next = chunks.length > 0 ? await readRows(tx, owner, { ...request, ...further, limit: 1 }) : [];
    return { page: { chunks, after, more: next.length > 0, ended: owner.endedAt !== null }, place };
  };
  return inTenant(ctx, work, { snapshot: true });
}

/** A line that has not begun is looked for at the end. */
async function startOf(
  tx: Transaction,
  owner: TargetLogRow,
  { line, after }: TargetLogOutputInput,
): Promise<number> {
  if (line === undefined) return after;
  const sequence = await sequenceOfLine(tx, owner, line);
  return sequence === null ? Math.max(0, owner.lastSequence - 1) : sequence - 1;
}

/** Rows of a download that are read at once. */
const downloadRows = 200;

/** A stream's stored bytes, as they came from the host, and how many between them fell out of the window. */
export interface RawOutput {
  parts: AsyncGenerator<Buffer, void>;
  droppedBytes: number;
}

/** Opens a download of one stream; NOT_FOUND for "absent" and "not yours" alike. */
export async function openRaw(ctx: ServiceContext, id: number, stream: Stream): Promise<RawOutput> {
  requireScope(ctx, "read");
  const owner = await inTenant(ctx, (tx) => ownOutput(tx, ctx, id));
  const droppedBytes = stream === "stdout" ? owner.stdoutDroppedBytes : owner.stderrDroppedBytes;
  return { parts: readRaw(ctx, owner, stream), droppedBytes };
}

/** A stream's stored bytes; each part is a short transaction of its own, so that a slow reader holds nothing up. */
export async function* readRaw(
  ctx: ServiceContext,
  owner: Pick<TargetLogRow, "id" | "tenantId">,
  stream: Stream,
): AsyncGenerator<Buffer, void> {
  for (let after = 0; ; ) {
    const from = after;
    const rows = await inTenant(ctx, (tx) =>
      readRows(tx, owner, { stream, after: from, limit: downloadRows }),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.sequence;
    yield Buffer.concat(rows.map((row) => row.bytes));
  }
}
