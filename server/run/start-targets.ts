import { and, inArray, isNull, sql } from "drizzle-orm";
import { requireSandboxRight, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { target } from "../db/tables/target.ts";
import { taskTarget } from "../db/tables/task.ts";
import { maximumTargetsOfRun } from "../domain/strategy.ts";
import { notFound, ServiceError } from "../errors.ts";

/** A target that lives, held until the run's rows stand. */
export interface LivingTarget {
  id: number;
  sandboxRunsAsConsole: boolean;
}

/**
 * The tasks' living targets, by the tasks' ids, in id order. Two statements with the ids between them: a join was
 * planned for one target where there are thousands, and took seconds (tables without statistics yet).
 */
export async function lockTargetsOf(
  tx: Transaction,
  tasks: { id: number }[],
): Promise<Map<number, LivingTarget[]>> {
  const bound = await tx
    .select({ taskId: taskTarget.taskId, targetId: taskTarget.targetId })
    .from(taskTarget)
    .where(
      inArray(
        taskTarget.taskId,
        tasks.map(({ id }) => id),
      ),
    );
  const targetIds = [...new Set(bound.map(({ targetId }) => targetId))];
  const living = new Map((await lockTargets(tx, targetIds)).map((row) => [row.id, row]));
  const byTask = Map.groupBy(bound, ({ taskId }) => taskId);
  return new Map(
    [...byTask].map(([taskId, rows]) => {
      const own = rows.flatMap(({ targetId }) => living.get(targetId) ?? []);
      return [taskId, own.sort((a, b) => a.id - b.id)];
    }),
  );
}

/** A chosen part must lie within a task's living targets. */
export function chooseTargets(
  ctx: Pick<ServiceContext, "actor">,
  living: LivingTarget[],
  chosen: number[] | undefined,
): number[] {
  const wanted = chosen && new Set(chosen);
  const targets = wanted === undefined ? living : living.filter(({ id }) => wanted.has(id));
  requireSandboxRight(ctx, targets);
  if (wanted !== undefined && targets.length < wanted.size) throw notFound();
  if (targets.length === 0) throw new ServiceError("BAD_REQUEST", "NO_TARGETS", {}, ["targetIds"]);
  if (targets.length > maximumTargetsOfRun) {
    const values = { maximum: maximumTargetsOfRun, count: targets.length };
    throw new ServiceError("BAD_REQUEST", "TOO_MANY_TARGETS", values, ["targetIds"]);
  }
  return targets.map(({ id }) => id);
}

/** Those of a tenant's targets that live, in id order, held until the run's rows stand, if the caller may run on them. */
export async function lockLivingTargets(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor">,
  tenantId: number,
  ids: number[],
): Promise<number[]> {
  const rows = (await lockTargets(tx, ids)).filter((row) => row.tenantId === tenantId);
  requireSandboxRight(ctx, rows);
  return rows.map((row) => row.id);
}

function lockTargets(tx: Transaction, ids: number[]): Promise<(LivingTarget & { tenantId: number })[]> {
  return tx
    .select({
      id: target.id,
      tenantId: target.tenantId,
      sandboxRunsAsConsole: target.sandboxRunsAsConsole,
    })
    .from(target)
    .where(and(isNull(target.deletedAt), sql`${target.id} = any(${sql.param(ids)}::bigint[])`))
    .orderBy(target.id)
    .for("share");
}
