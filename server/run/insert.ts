import { sql } from "drizzle-orm";
import { actorId, actorName, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { notify } from "../db/notify.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { found } from "../errors.ts";
import { enqueue } from "../queue/enqueue.ts";

/** As much of a caller's context as a start needs. */
export type Starter = Pick<ServiceContext, "actor" | "boss" | "request">;

/** What a run is frozen with at its start. */
export type Frozen = Pick<
  typeof taskLog.$inferInsert,
  | "tenantId"
  | "taskId"
  | "taskName"
  | "type"
  | "scriptId"
  | "scriptName"
  | "scriptVersionId"
  | "scriptVersion"
  | "language"
  | "arguments"
  | "environment"
  | "strategy"
  | "trigger"
  | "reasonGiven"
  | "plannedAt"
  | "rerunOf"
>;

/** A run that can be made: on targets that the caller has locked, at least one. */
export interface NewRun {
  ctx: Starter;
  frozen: Frozen;
  targetIds: number[];
}

/**
 * The rows of new runs, of one task each, their tasks' last states, and the job that begins them. Answers the task
 * logs' ids in the runs' order.
 */
export async function insertRuns(tx: Transaction, runs: NewRun[]): Promise<number[]> {
  const [first] = runs;
  if (first === undefined) return [];
  const rows = await tx
    .insert(taskLog)
    .values(
      runs.map(({ ctx: { actor }, frozen, targetIds: { length: targetCount } }) => {
        const author = { executedById: actorId(actor), executedBy: actorName(actor) };
        return { ...frozen, ...author, targetCount, batchPending: targetCount };
      }),
    )
    .returning({ id: taskLog.id, taskId: taskLog.taskId });
  const idOf = new Map(rows.map(({ id, taskId }) => [taskId, id]));
  const ids = runs.map(({ frozen }) => found(idOf.get(frozen.taskId)));
  await insertTargetLogs(
    tx,
    runs.flatMap(({ targetIds }, index) =>
      targetIds.map((targetId) => ({ taskLogId: ids[index], targetId })),
    ),
  );
  await tx.execute(sql`
    update e_script_task t set last_task_log_id = made.id, last_state = 'queued'
    from unnest(${sql.param(ids)}::bigint[], ${sql.param(runs.map(({ frozen }) => frozen.taskId))}::bigint[])
      as made(id, task_id)
    where t.id = made.task_id`);
  // Whoever is woken by it takes from all of them.
  await enqueue(first.ctx.boss, tx, "run", { taskLogId: found(ids[0]) });
  await notify(tx, "hostrun_task_log", ids);
  return ids;
}

/** One statement for all: the snapshot of each host, in the order of the ids, and the proxies that they are behind. */
async function insertTargetLogs(
  tx: Transaction,
  rows: { taskLogId: number | undefined; targetId: number }[],
): Promise<void> {
  const runs = sql.param(rows.map(({ taskLogId }) => taskLogId));
  const targets = sql.param(rows.map(({ targetId }) => targetId));
  await tx.execute(sql`
    with made as (
    insert into e_script_target_log (tenant_id, task_log_id, target_id, position, host_id, host_name, cloud_pool,
      region, username, address, port, proxy_id, proxy_name, login_mode)
    select t.tenant_id, n.task_log_id, t.id, row_number() over (partition by n.task_log_id order by t.id),
      coalesce(t.host_id, t.id::text), t.name, t.cloud_pool, t.region, t.username, t.address, t.port, t.proxy_id,
      p.name, t.login_mode
    from unnest(${runs}::bigint[], ${targets}::bigint[]) as n(task_log_id, target_id)
    join e_script_target t on t.id = n.target_id
    left join e_script_target_proxy p on p.tenant_id = t.tenant_id and p.id = t.proxy_id
    order by n.task_log_id, t.id
    returning task_log_id, proxy_id)
    update e_script_task_log r set proxy_ids = behind.ids
    from (select task_log_id, jsonb_agg(distinct proxy_id) as ids from made where proxy_id is not null
      group by task_log_id) as behind
    where r.id = behind.task_log_id`);
}
