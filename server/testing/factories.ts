import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { and, eq, isNull, sql } from "drizzle-orm";
import { makeSealingKey } from "../crypto/make-key.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { auditLog } from "../db/tables/audit.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import { notice, noticeDelivery } from "../db/tables/notice.ts";
import { sealingKey, sshKey } from "../db/tables/ssh-key.ts";
import { targetLog, targetOutput } from "../db/tables/target-log.ts";
import { taskLog } from "../db/tables/task-log.ts";
import { worker } from "../db/tables/worker.ts";
import type { HostCheckResult, HostCheckStep } from "../domain/host-check.ts";
import type { TargetLogReason, TerminalTargetLogState } from "../domain/target-log-state.ts";
import { found } from "../errors.ts";
import { makeKeyPair } from "../ssh/keys.ts";
import type { TestContext, TestWorld } from "./context.ts";

/** A name that no other test uses. */
export function aName(of = "thing"): string {
  return `${of} ${randomUUID().slice(0, 8)}`;
}

/** Rows through the API itself, as a person makes them. */
export async function makeScript({ api }: TestContext, content = "echo hello\n"): Promise<number> {
  return (await api.script.create({ name: aName("script"), language: "shell", content })).id;
}

export async function makeProxy({ api }: TestContext): Promise<number> {
  return (await api.proxy.create({ name: aName("proxy"), username: "root", address: "192.0.2.10" })).id;
}

export async function makeTarget(
  { api }: TestContext,
  given: Partial<Parameters<TestContext["api"]["target"]["create"]>[0]> = {},
): Promise<number> {
  const values = { name: aName("target"), username: "root", address: "192.0.2.20", ...given };
  return (await api.target.create(values)).id;
}

/** A task on one target of its own, or on those given. */
export async function makeTask(
  person: TestContext,
  given: Partial<Parameters<TestContext["api"]["task"]["create"]>[0]> = {},
): Promise<number> {
  const scriptId = given.scriptId ?? (await makeScript(person));
  const targetIds = given.targetIds ?? [await makeTarget(person)];
  const values = { name: aName("task"), type: "immediate" as const, ...given, scriptId, targetIds };
  return (await person.api.task.create(values)).id;
}

/** A started task; no worker takes it. */
export async function makeRun(person: TestContext, taskId?: number) {
  const id = taskId ?? (await makeTask(person));
  const { taskLogId } = await person.api.task.run({ id });
  const { items } = await person.api.taskLog.targets({ id: taskLogId, sort: "position" });
  return { taskId: id, taskLogId, targetLogIds: items.map((item) => item.targetLogId) };
}

/** A worker's row, as a living one has it. */
export async function makeWorker(
  { database }: TestWorld,
  { publicKey }: { publicKey?: Buffer } = {},
): Promise<number> {
  const values = { host: "test", pid: 1, version: "test", publicKey };
  return inTenant(asSystem(database), async (tx) => {
    return found((await tx.insert(worker).values(values).returning({ id: worker.id }))[0]).id;
  });
}

/** How a target log ended, as a worker would write it. */
export interface TestEnd {
  state: TerminalTargetLogState;
  reason?: TargetLogReason;
  exitCode?: number;
}

/** Ends pending target logs of a run; the last one of a run ends that too. */
export async function endTargets(
  { database }: TestWorld,
  taskLogId: number,
  ends: Map<number, TestEnd>,
): Promise<void> {
  await inTenant(asSystem(database), async (tx) => {
    for (const [id, end] of ends) {
      await tx
        .update(targetLog)
        .set({ ...end, startedAt: sql`now()`, connectingAt: sql`now()`, endedAt: sql`now()` })
        .where(eq(targetLog.id, id));
      const counter = sql.identifier(`${end.state}_count`);
      await tx.execute(sql`update e_script_task_log set ${counter} = ${counter} + 1, batch_pending = batch_pending - 1,
        state = 'running', started_at = coalesce(started_at, now()) where id = ${taskLogId}`);
    }
    await tx
      .update(taskLog)
      .set({ state: "failed", endedAt: sql`clock_timestamp()` })
      .where(sql`${taskLog.id} = ${taskLogId} and ${taskLog.batchPending} = 0`);
    await tx.execute(sql`update e_script_task t set last_state = r.state from e_script_task_log r
      where r.id = ${taskLogId} and t.last_task_log_id = r.id`);
  });
}

/** Stores output rows of a target log; `offset` of each is its place in its stream. */
export async function storeOutput(
  { database }: TestWorld,
  owner: { tenantId: number; targetLogId: number },
  rows: { sequence: number; stream: "stdout" | "stderr"; bytes: Buffer; offset: number }[],
): Promise<void> {
  const lines = (bytes: Buffer) => bytes.toString("latin1").split("\n").length - 1;
  // Counted before the transaction begins, which may not idle for long.
  const values = rows.map((row) => ({ ...row, ...owner, lines: lines(row.bytes) }));
  await inTenant(asSystem(database), (tx) => tx.insert(targetOutput).values(values));
}

/** A tenant's key as a worker makes it; what it seals is nothing. */
export async function storeKey({ database }: TestWorld, tenantId: number) {
  const { publicKey, fingerprint } = makeKeyPair(`tenant-${tenantId}`);
  const values = {
    tenantId,
    name: "platform",
    publicKey,
    fingerprint,
    sealedPrivateKey: Buffer.from("hrbox1:x:"),
  };
  await inTenant(asSystem(database), (tx) => tx.insert(sshKey).values(values));
  return { publicKey, fingerprint };
}

/** A notice about a task that the message centre did not take. */
export async function makeDeadNotice(
  { database }: Pick<TestWorld, "database">,
  { tenantId, taskId, name }: { tenantId: number; taskId: number; name: string },
): Promise<{ noticeId: number; deliveryId: number }> {
  const at = new Date().toISOString();
  const content = {
    kind: "fires" as const,
    tenant: { id: tenantId, name },
    timeZone: "UTC",
    at,
    task: { id: taskId, name },
    fires: {
      outcome: "missed" as const,
      reason: "window",
      reasonValues: {},
      count: 1,
      firstAt: at,
      lastAt: at,
    },
  };
  return inTenant(asSystem(database), async (tx) => {
    const values = { tenantId, taskId, eventKey: randomUUID(), kind: content.kind, content };
    const made = await tx
      .insert(notice)
      .values({ ...values, level: "warning", state: "dead", spreadAt: at })
      .returning({ id: notice.id });
    const noticeId = found(made[0]).id;
    const dead = {
      state: "dead" as const,
      reason: "status" as const,
      attempts: 1,
      nextAttemptAt: null,
      endedAt: at,
    };
    const deliveries = await tx
      .insert(noticeDelivery)
      .values({ tenantId, noticeId, channelKind: "message_centre", receivers: ["ops"], ...dead })
      .returning({ id: noticeDelivery.id });
    return { noticeId, deliveryId: found(deliveries[0]).id };
  });
}

/** Makes a notice as old as so many days, and its deliveries over for as long. */
export async function ageNotice(
  { database }: Pick<TestWorld, "database">,
  noticeId: number,
  days: number,
): Promise<void> {
  const at = sql`now() - ${days} * interval '1 day'`;
  await inTenant(asSystem(database), async (tx) => {
    await tx.execute(sql`update notice set created_at = ${at} where id = ${noticeId}`);
    await tx.execute(sql`update notice_delivery set ended_at = ${at} where notice_id = ${noticeId}`);
  });
}

/** Puts another key beside the tenant's present one, which hosts have still to move to. */
export async function supersedeKey(world: TestWorld, tenantId: number): Promise<void> {
  await inTenant(asSystem(world.database), (tx) =>
    tx
      .update(sshKey)
      .set({ supersededAt: sql`now()` })
      .where(and(eq(sshKey.tenantId, tenantId), isNull(sshKey.retiredAt))),
  );
  await storeKey(world, tenantId);
}

/** Plays the worker that makes the next key, once somebody asks for one. */
export async function answerRotation(world: TestWorld, tenantId: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const jobs = await world.boss.findJobs("rotateKey", { data: { tenantId } });
    if (jobs.length > 0) return supersedeKey(world, tenantId);
    await delay(20);
  }
}

/** The public half of a master key, as the first worker leaves it. */
export async function storeSealingKey({ database }: TestWorld): Promise<void> {
  const { id, publicKey } = await makeSealingKey();
  await inTenant(asSystem(database), async (tx) => {
    if ((await tx.select().from(sealingKey)).length > 0) return;
    await tx.insert(sealingKey).values({ id, publicKey, knownBox: Buffer.from("hrbox1:x:") });
  });
}

/** Plays the worker for one host check: waits for its row, then writes steps and result. */
export async function answerHostCheck(
  { database }: TestWorld,
  after: number,
  steps: HostCheckStep[],
  result: HostCheckResult,
): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const answered = await inTenant(asSystem(database), (tx) =>
      tx
        .update(hostCheck)
        .set({ takenAt: sql`now()`, endedAt: sql`now()`, steps, result })
        .where(sql`${hostCheck.id} > ${after} and ${hostCheck.takenAt} is null`)
        .returning({ id: hostCheck.id }),
    );
    if (answered.length > 0) return;
    await delay(20);
  }
  throw new Error("no host check was asked for");
}

/** The newest host check's id: what comes after it is new. */
export async function newestHostCheck({ database }: TestWorld): Promise<number> {
  const rows = await inTenant(asSystem(database), (tx) =>
    tx.select({ id: sql<number>`coalesce(max(${hostCheck.id}), 0)` }).from(hostCheck),
  );
  return rows[0]?.id ?? 0;
}

/** What the audit holds about one object, oldest first. */
export async function auditOf({ database }: Pick<TestWorld, "database">, type: string, id: number) {
  return inTenant(asSystem(database), (tx) =>
    tx
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.objectType, type), eq(auditLog.objectId, id)))
      .orderBy(auditLog.id),
  );
}
