import { and, asc, eq, or, sql } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { contains, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { requireVisible } from "../db/own.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import type { ListPage } from "../domain/list.ts";
import { attentionOrder } from "../domain/target-log-state.ts";
import { milliseconds, targetLogColumns } from "./columns.ts";
import type { TaskLogTargetsInput } from "./input.ts";
import type { TargetLogItem } from "./output.ts";

const attention = sql`array_position(${sql.param([...attentionOrder])}::text[], ${targetLog.state})`;

const sortColumns = {
  position: targetLog.id,
  name: targetLog.hostName,
  duration: milliseconds(targetLog.startedAt, targetLog.endedAt),
};

/** A page of a run's targets, failed first; `search` looks in host names, host ids and addresses. */
export function listTaskLogTargets(
  ctx: ServiceContext,
  input: TaskLogTargetsInput,
): Promise<ListPage<TargetLogItem>> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    await requireVisible(tx, ctx, taskLog, input.id);
    const { search } = input;
    const matching = and(
      eq(targetLog.taskLogId, input.id),
      visible(ctx, targetLog.tenantId),
      input.state && eq(targetLog.state, input.state),
      input.batch === undefined ? undefined : eq(targetLog.batch, input.batch),
      search
        ? or(
            contains(targetLog.hostName, search),
            contains(targetLog.hostId, search),
            contains(targetLog.address, search),
          )
        : undefined,
    );
    const { limit, offset } = pageWindow(input);
    const items = await tx
      .select(targetLogColumns)
      .from(targetLog)
      .where(matching)
      .orderBy(...inOrder(input))
      .limit(limit)
      .offset(offset);
    return withTotal(tx, items, targetLog, matching);
  });
}

function inOrder({ sort, order }: TaskLogTargetsInput) {
  if (sort === "attention") return [asc(attention), asc(targetLog.id)];
  const direction = order ?? (sort === "duration" ? "desc" : "asc");
  return orderBy(sortColumns, { sort, order: direction }, targetLog.id);
}
