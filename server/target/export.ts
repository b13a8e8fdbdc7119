import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import { csvHead, csvRows } from "../csv.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { requireVisible } from "../db/own.ts";
import { proxy, target } from "../db/tables/target.ts";
import { labelsCell } from "./import/labels-cell.ts";
import { csvFields, type TargetIdsInput } from "./input.ts";
import { selectTargets, targetFilters } from "./list.ts";
import type { TargetRow } from "./load.ts";

/** Targets that are read at once. */
const atOnce = 1_000;

/**
 * All targets that match, as CSV that can be imported again; the console's own sample host is not among them. However
 * many they are, one page of them is held at a time. What is refused is thrown before anything is read.
 */
export async function exportTargets(
  caller: ServiceContext,
  input: TargetIdsInput,
): Promise<AsyncGenerator<Buffer, void>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  await inTenant(ctx, (tx) => requireVisible(tx, ctx, proxy, input.proxyId));
  return csvOfTargets(ctx, input);
}

async function* csvOfTargets(ctx: ServiceContext, input: TargetIdsInput): AsyncGenerator<Buffer, void> {
  yield Buffer.from(csvHead(csvFields));
  for (let after = 0; ; ) {
    const from = after;
    const rows = await inTenant(ctx, (tx) =>
      selectTargets(
        tx,
        and(
          visible(ctx, target.tenantId),
          isNull(target.deletedAt),
          eq(target.sandbox, false),
          gt(target.id, from),
          ...targetFilters(input),
        ),
      )
        .orderBy(asc(target.id))
        .limit(atOnce),
    );
    if (rows.length > 0) yield Buffer.from(csvRows(rows.map(cellsOf), csvFields));
    if (rows.length < atOnce) return;
    after = rows.at(-1)?.row.id ?? after;
  }
}

function cellsOf({ row, proxyName }: { row: TargetRow; proxyName: string | null }) {
  return { ...row, proxy: proxyName, labels: labelsCell(row.labels) };
}
