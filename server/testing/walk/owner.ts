import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { UserActor } from "../../access.ts";
import { asSystem, inTenant } from "../../db/in-tenant.ts";
import { scheduleFire } from "../../db/tables/schedule.ts";
import type { Role, TokenScope } from "../../domain/role.ts";
import { openSession } from "../../session/sign-in.ts";
import { contextOf, makeTestContext, type TestContext, type TestWorld } from "../context.ts";
import { endTargets, makeDeadNotice, makeRun, storeKey, storeOutput } from "../factories.ts";
import { makeTenant } from "../people.ts";

/** The fingerprint of a key that the owner's target and proxy showed, and that nobody trusted yet. */
export const offeredFingerprint = `SHA256:${"c".repeat(43)}`;

/** The moment of the scheduled task that waits. */
export const queuedFireAt = "2026-01-01T00:00:00.000Z";

/** Everything that a tenant may own, by the names that inputs have for it. */
export interface OwnedIds {
  tenantId: number;
  /** Used by the task, with a run that has not ended. */
  scriptId: number;
  proxyId: number;
  targetId: number;
  /** A test of that target, asked for as one of many. */
  testBatchId: number;
  taskId: number;
  taskLogId: number;
  targetLogId: number;
  /** Used by nothing. */
  idleScriptId: number;
  idleProxyId: number;
  idleTargetId: number;
  idleTaskId: number;
  /** Which the scheduled task keeps to, and one of nobody's. */
  calendarId: number;
  idleCalendarId: number;
  scheduledTaskId: number;
  /** A run that has ended with an unknown outcome, and its target log. */
  endedTaskLogId: number;
  lostTargetLogId: number;
  /** A dead letter about the used task. */
  noticeId: number;
  deliveryId: number;
  /** Channels of the tenant's own; no task names them. */
  noticeChannelId: number;
  idleNoticeChannelId: number;
  /** A colleague of the owner, with what they have. */
  userId: number;
  sessionId: number;
  tokenId: number;
}

export interface Owner {
  /** Stands in every name of the owner's: whoever is shown it was shown something of theirs. */
  mark: string;
  ids: OwnedIds;
  /** The owner with everything they may do. */
  person: TestContext;
  /** The owner, by a token of one scope alone; as a system admin where the procedure is theirs. */
  as(scope: TokenScope, role?: Role): TestContext;
}

/** A tenant with one of everything. */
export async function makeOwner(world: TestWorld): Promise<Owner> {
  const mark = `mark-${randomUUID().slice(0, 13)}`;
  const person = await makeTestContext(world, { tenantId: await markedTenant(world, mark) });
  const things = await makeThings(person, mark);
  const run = await makeRun(person, things.taskId);
  const lost = await makeRun(person, await makeTask(person, mark, things));
  const [targetLogId = 0, lostTargetLogId = 0] = [...run.targetLogIds, ...lost.targetLogIds];
  await endTargets(
    world,
    lost.taskLogId,
    new Map([[lostTargetLogId, { state: "lost", reason: "connection" }]]),
  );
  await storeOutput(world, { tenantId: person.tenantId, targetLogId }, [
    { sequence: 1, stream: "stdout", bytes: Buffer.from(`${mark}\n`), offset: 0 },
  ]);
  await storeKey(world, person.tenantId);
  const colleague = await makeColleague(world, person, mark);
  const notice = await makeDeadNotice(world, { ...person, taskId: things.taskId, name: mark });
  const channels = await makeChannels(person, mark);
  const planned = await makeSchedule(world, person, mark, things);
  return {
    mark,
    person,
    ids: {
      tenantId: person.tenantId,
      ...things,
      taskLogId: run.taskLogId,
      targetLogId,
      endedTaskLogId: lost.taskLogId,
      lostTargetLogId,
      ...colleague,
      ...notice,
      ...channels,
      ...planned,
    },
    as: (scope, role = "tenant_admin") => contextOf(world, { ...actorOf(person), via: "token", scope, role }),
  };
}

async function markedTenant(world: TestWorld, mark: string): Promise<number> {
  const tenantId = await makeTenant(world);
  await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`update tenant set name = ${mark} where id = ${tenantId}`),
  );
  return tenantId;
}

async function makeThings(person: TestContext, mark: string) {
  const { api } = person;
  const make = async (kind: "used" | "idle") => {
    const name = `${mark} ${kind}`;
    const host = { name, username: "root", address: "192.0.2.20" };
    const { id: scriptId } = await api.script.create({ name, language: "shell", content: `echo ${mark}\n` });
    const { id: proxyId } = await api.proxy.create(host);
    const through = { proxyId: kind === "used" ? proxyId : null, labels: { [mark]: kind }, region: mark };
    const { id: targetId } = await api.target.create({ ...host, ...through });
    return { scriptId, proxyId, targetId };
  };
  const [used, idle] = [await make("used"), await make("idle")];
  await offerHostKeys(person);
  return {
    ...used,
    testBatchId: (await api.target.testMany({ ids: [used.targetId] })).batchId,
    taskId: await makeTask(person, mark, used),
    idleScriptId: idle.scriptId,
    idleProxyId: idle.proxyId,
    idleTargetId: idle.targetId,
    idleTaskId: await makeTask(person, mark, used),
  };
}

async function makeTask(
  { api }: TestContext,
  mark: string,
  { scriptId, targetId }: { scriptId: number; targetId: number },
): Promise<number> {
  const name = `${mark} ${randomUUID()}`;
  return (await api.task.create({ name, type: "immediate", scriptId, targetIds: [targetId] })).id;
}

async function makeChannels({ api }: TestContext, mark: string) {
  const settings = { kind: "email" as const, receivers: ["walk@example.test"] };
  const { id: noticeChannelId } = await api.noticeChannel.create({ name: `${mark} channel`, settings });
  const { id: idleNoticeChannelId } = await api.noticeChannel.create({ name: `${mark} idle`, settings });
  return { noticeChannelId, idleNoticeChannelId };
}

/** A schedule with a moment that waits, and its calendar. */
async function makeSchedule(
  world: TestWorld,
  { api, tenantId }: TestContext,
  mark: string,
  { scriptId, targetId }: { scriptId: number; targetId: number },
) {
  const { id: calendarId } = await api.calendar.create({ name: `${mark} calendar` });
  const { id: idleCalendarId } = await api.calendar.create({ name: `${mark} idle calendar` });
  const what = { name: `${mark} schedule`, scriptId, targetIds: [targetId], calendarIds: [calendarId] };
  const { id: scheduledTaskId } = await api.task.create({
    ...what,
    type: "cron",
    cron: "0 0 1 1 *",
    start: true,
  });
  await inTenant(asSystem(world.database), (tx) =>
    tx
      .insert(scheduleFire)
      .values({ tenantId, taskId: scheduledTaskId, fireAt: queuedFireAt, outcome: "queued" }),
  );
  return { calendarId, idleCalendarId, scheduledTaskId };
}

async function offerHostKeys({ ctx, tenantId }: TestContext): Promise<void> {
  await inTenant(ctx, async (tx) => {
    for (const table of ["e_script_target", "e_script_target_proxy"]) {
      await tx.execute(sql`update ${sql.identifier(table)}
        set offered_host_key = 'ssh-ed25519 CCCC', offered_host_key_fingerprint = ${offeredFingerprint}
        where tenant_id = ${tenantId}`);
    }
  });
}

async function makeColleague(world: TestWorld, person: TestContext, mark: string) {
  const { api, tenantId } = person;
  const name = `${mark} colleague`;
  const { id: userId } = await api.user.create({ email: `${mark}@example.test`, name, role: "tenant_admin" });
  const colleague = { userId, name, role: "tenant_admin" as const, tenantId };
  const sessionId = await inTenant(asSystem(world.database), async (tx) => {
    await openSession(tx, colleague, { id: mark, address: "192.0.2.1", agent: mark });
    const made = await tx.execute<{ id: number }>(sql`select id from user_session where user_id = ${userId}`);
    return made.rows[0]?.id ?? 0;
  });
  const scope = { via: "session", viaId: sessionId, scope: "admin" } as const;
  const asColleague = contextOf(world, { kind: "user", ...colleague, ...scope });
  const { id: tokenId } = await asColleague.api.apiToken.create({ name: `${mark} token`, scope: "read" });
  return { userId, sessionId, tokenId };
}

function actorOf({ ctx }: TestContext): UserActor {
  if (ctx.actor.kind !== "user") throw new Error("a person is needed");
  return ctx.actor;
}
