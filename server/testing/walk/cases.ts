import { makeSealingKey } from "../../crypto/make-key.ts";
import type { Role, TokenScope } from "../../domain/role.ts";
import { makeKeyPair } from "../../ssh/keys.ts";
import { setPasswordByCommand } from "../../user/by-command.ts";
import type { TestWorld } from "../context.ts";
import {
  aName,
  answerHostCheck,
  answerRotation,
  makeWorker,
  newestHostCheck,
  storeSealingKey,
  supersedeKey,
} from "../factories.ts";
import { type OwnedIds, type Owner, offeredFingerprint, queuedFireAt } from "./owner.ts";

/** An input made of the owner's ids and, where it mixes them, of the caller's own. */
type Input = (ids: OwnedIds, own: OwnedIds) => object;

/** What is known of a procedure, so that it can be called by everybody. */
export interface Case {
  /** Succeeds for the owner, by a token of the procedure's scope. */
  input(ids: OwnedIds, owner: Owner, world: TestWorld): object | undefined | Promise<object>;
  /**
   * How another tenant's admin reaches for the owner's rows: each is NOT_FOUND, or, where the procedure is a
   * system admin's, FORBIDDEN. Empty where an input can name nothing of anybody's.
   */
  reaches: Input[];
  /** What anybody may ask for: the answer shows the owner what is theirs and a stranger nothing of it. */
  shown?: object | "nothing asked";
  /** Where it is neither `read` for a question nor `write` for a change. */
  scope?: TokenScope;
  /** Who the owner is, where a tenant admin is not enough. */
  role?: Role;
  /** A look at a host that a worker takes: the test plays the worker. */
  byWorker?: true;
  /** For callers without an account: who is nobody gets this instead of UNAUTHORIZED. */
  public?: true;
}

const name = () => aName("walk");
const email = () => `${name().replace(" ", ".")}@example.test`;

/** Asks for, or changes, one thing of the owner's; `references` are what one's own may be made to point to. */
function ofId(
  id: keyof OwnedIds,
  given: object = {},
  more: Partial<Case> = {},
  references: Input[] = [],
): Case {
  const input = (ids: OwnedIds) => ({ id: ids[id], ...given });
  const mixed = references.map<Input>((reach) => (ids, own) => ({ id: own[id], ...reach(ids, own) }));
  return { input, reaches: [input, ...mixed], ...more };
}

/** A list: of one's own tenant, of one that is named, and narrowed by what is named. */
function list(narrowing: (keyof OwnedIds)[] = [], more: Partial<Case> = {}): Case {
  const names = ["tenantId" as const, ...narrowing];
  return {
    input: () => ({}),
    reaches: names.map((field) => (ids) => ({ [field]: ids[field] })),
    shown: { pageSize: 100 },
    ...more,
  };
}

/** A new row, in one's own tenant or in one that is named, pointing to what is named. */
function create(values: () => object, references: Input[] = [], more: Partial<Case> = {}): Case {
  const reaches: Input[] = [({ tenantId }) => ({ tenantId }), ...references];
  return {
    input: values,
    reaches: reaches.map((reach) => (ids, own) => ({ ...values(), ...reach(ids, own) })),
    ...more,
  };
}

/** Of one's own tenant, or of one that is named. */
const ofTenant: Case = { input: () => ({}), reaches: [({ tenantId }) => ({ tenantId })] };

/** Names nothing of anybody's. */
function ofNobody(input: Case["input"], more: Partial<Case> = {}): Case {
  return { input, reaches: [], ...more };
}

const admin = { scope: "admin" } as const;
const byWorker = { byWorker: true } as const;
const systemAdmin = { ...admin, role: "system_admin" } as const;
const aTask = (given: object) => ({ name: name(), type: "immediate", ...given });
const host = () => ({ name: name(), username: "root", address: "192.0.2.30" });

/** Of a tenant whose hosts move from one key to another. */
function whileRotating(): Case {
  return {
    ...ofTenant,
    ...admin,
    input: async (_ids, { person }, world) => {
      await supersedeKey(world, person.tenantId);
      return {};
    },
  };
}

/** A host that is known by its fingerprint, and a worker that something can be sealed for. */
async function installable(kind: "target" | "proxy", { person }: Owner, world: TestWorld) {
  await makeWorker(world, { publicKey: (await makeSealingKey()).publicKey });
  const known = { ...host(), hostKeyFingerprint: offeredFingerprint };
  return person.api[kind].create(known);
}

/** The secret is sealed for a worker that the test plays. */
function installCases(kind: "target" | "proxy"): Record<string, Case> {
  const secret = { password: "once" };
  const idOf = (ids: OwnedIds) => (kind === "target" ? ids.targetId : ids.proxyId);
  const begin: Pick<Case, "input" | "reaches"> = {
    input: async (_ids, owner, world) => ({ ...(await installable(kind, owner, world)), ...secret }),
    reaches: [(ids) => ({ id: idOf(ids), ...secret })],
  };
  return {
    [`${kind}.installKey`]: { ...begin, byWorker: true },
    [`${kind}.beginInstallKey`]: begin,
    [`${kind}.watchInstallKey`]: {
      scope: "write",
      input: async (_ids, owner, world) => {
        const { id } = await installable(kind, owner, world);
        const before = await newestHostCheck(world);
        const { hostCheckId } = await owner.person.api[kind].beginInstallKey({ id, ...secret });
        await answerHostCheck(world, before, [], { ok: true });
        return { id, hostCheckId };
      },
      reaches: [(ids) => ({ id: idOf(ids), hostCheckId: ids.testBatchId })],
    },
    [`${kind}.lastInstall`]: ofId(kind === "target" ? "targetId" : "proxyId"),
  };
}

/** Every procedure there is; one without a case fails the test. */
export const cases: Record<string, Case> = {
  "script.list": list(),
  "script.facets": list([], { shown: undefined }),
  "script.get": ofId("scriptId"),
  "script.create": create(() => ({ name: name(), language: "shell", content: "true" })),
  "script.update": ofId("scriptId", { content: "echo changed", description: "changed" }),
  "script.delete": ofId("idleScriptId"),
  "script.deleteMany": {
    input: ({ idleScriptId }) => ({ ids: [idleScriptId] }),
    reaches: [({ idleScriptId }) => ({ ids: [idleScriptId] })],
  },
  "script.versions": ofId("scriptId"),
  "script.version": ofId("scriptId", { number: 1 }),
  "script.history": ofId("scriptId"),
  "script.check": ofNobody(() => ({ language: "shell", content: "true" }), { scope: "read" }),

  "task.list": list(["scriptId", "targetId"]),
  "task.facets": list([], { shown: {} }),
  "task.get": ofId("taskId"),
  "task.create": {
    input: ({ scriptId, targetId }) => aTask({ scriptId, targetIds: [targetId], start: true }),
    reaches: [
      ({ scriptId }) => aTask({ scriptId }),
      ({ targetId }, { scriptId }) => aTask({ scriptId, targetIds: [targetId] }),
      ({ tenantId }, { scriptId }) => aTask({ scriptId, tenantId }),
      ({ noticeChannelId }, { scriptId }) => aTask({ scriptId, noticeChannelIds: [noticeChannelId] }),
      ({ tenantId, scriptId, targetId }) => aTask({ scriptId, tenantId, targetIds: [targetId], start: true }),
    ],
  },
  "task.update": ofId("taskId", { name: "changed", arguments: ["changed"] }, {}, [
    ({ scriptId }) => ({ scriptId }),
    ({ targetId }) => ({ targetIds: [targetId] }),
    ({ calendarId }) => ({ calendarIds: [calendarId] }),
    ({ noticeChannelId }) => ({ noticeChannelIds: [noticeChannelId] }),
  ]),
  "task.delete": ofId("idleTaskId"),
  "task.deleteMany": {
    input: ({ idleTaskId }) => ({ ids: [idleTaskId] }),
    reaches: [({ idleTaskId }) => ({ ids: [idleTaskId] })],
  },
  "task.targets": ofId("taskId"),
  "task.history": ofId("taskId"),
  "task.fires": ofId("scheduledTaskId"),
  "task.cancelFire": ofId("scheduledTaskId", { fireAt: queuedFireAt }),
  "task.upcoming": {
    input: () => ({}),
    reaches: [
      ({ tenantId }) => ({ tenantId }),
      ({ scriptId }) => ({ scriptId }),
      ({ targetId }) => ({ targetId }),
    ],
    shown: {},
  },
  "task.preview": {
    input: () => ({ cron: "30 2 * * *" }),
    reaches: [
      ({ tenantId }) => ({ cron: "30 2 * * *", tenantId }),
      ({ taskId }) => ({ cron: "30 2 * * *", taskId }),
      ({ calendarId }) => ({ cron: "30 2 * * *", calendarIds: [calendarId] }),
    ],
  },
  "task.start": ofId("taskId"),
  "task.stop": ofId("taskId"),
  "task.run": ofId("taskId", {}, {}, [({ targetId }) => ({ targetIds: [targetId] })]),

  "calendar.list": list(),
  "calendar.get": ofId("calendarId"),
  "calendar.create": create(() => ({ name: name() })),
  "calendar.update": ofId("calendarId", { name: "changed" }),
  "calendar.delete": ofId("idleCalendarId"),

  "notice.list": list(["taskId", "taskLogId"]),
  "notice.facets": list([], { shown: undefined }),
  "notice.get": ofId("noticeId"),
  "notice.retry": ofId("noticeId", {}, {}, [({ deliveryId }) => ({ deliveryId })]),
  "notice.giveUp": ofId("noticeId", {}, {}, [({ deliveryId }) => ({ deliveryId })]),

  "noticeChannel.list": list(),
  "noticeChannel.get": ofId("noticeChannelId"),
  "noticeChannel.create": {
    ...create(() => ({ name: name(), settings: { kind: "email", receivers: [email()] } })),
    ...admin,
  },
  "noticeChannel.update": ofId("noticeChannelId", { usedByDefault: true }, admin),
  "noticeChannel.delete": ofId("idleNoticeChannelId", {}, admin),
  "noticeChannel.test": ofId("noticeChannelId"),
  "noticeChannel.messageCentre": ofTenant,
  "noticeChannel.setReceivers": {
    ...admin,
    input: () => ({ receivers: ["ops"] }),
    reaches: [({ tenantId }) => ({ tenantId, receivers: null })],
  },
  "noticeChannel.testMessageCentre": ofTenant,

  "taskLog.list": list(["taskId", "scriptId", "targetId"]),
  "taskLog.get": ofId("taskLogId"),
  "taskLog.targets": ofId("taskLogId"),
  "taskLog.groups": ofId("endedTaskLogId"),
  "taskLog.watch": ofId("taskLogId", {}, {}, [({ targetLogId }) => ({ targetLogId })]),
  "taskLog.cancel": ofId("taskLogId"),
  "taskLog.rerun": ofId("endedTaskLogId", { scope: "failed" }, {}, [
    ({ targetLogId }) => ({ scope: "all", targetLogIds: [targetLogId] }),
  ]),

  "targetLog.get": ofId("targetLogId"),
  "targetLog.output": ofId("targetLogId"),
  "targetLog.search": ofId("targetLogId", { text: "a" }),
  "targetLog.watch": ofId("targetLogId"),
  "targetLog.checkOutcome": ofId("lostTargetLogId", {}, byWorker),

  "target.list": list(["proxyId"]),
  "target.ids": list(["proxyId"], { shown: undefined }),
  "target.get": ofId("targetId"),
  "target.create": create(host, [({ proxyId }) => ({ proxyId })]),
  "target.update": ofId("targetId", { name: "changed", address: "192.0.2.99" }, {}, [
    ({ proxyId }) => ({ proxyId }),
  ]),
  "target.import": {
    input: () => ({ format: "csv", text: `name,address,username\n${name()},192.0.2.7,root\n`, dryRun: true }),
    reaches: [({ tenantId }) => ({ tenantId, format: "csv", text: "name\nx\n", dryRun: true })],
  },
  "target.delete": ofId("idleTargetId"),
  "target.deleteMany": {
    input: ({ idleTargetId }) => ({ ids: [idleTargetId] }),
    reaches: [({ idleTargetId }) => ({ ids: [idleTargetId] })],
  },
  "target.test": ofId("targetId", {}, byWorker),
  "target.watchTest": ofId("targetId", {}, { ...byWorker, scope: "write" }),
  "target.lastTest": ofId("targetId"),
  "target.setMany": {
    input: ({ targetId }) => ({ ids: [targetId], addLabels: { walked: "yes" } }),
    reaches: [
      ({ targetId }) => ({ ids: [targetId], addLabels: { walked: "yes" } }),
      ({ proxyId }, { targetId }) => ({ ids: [targetId], setProxyId: proxyId }),
      ({ proxyId }) => ({ proxyId, addLabels: { walked: "yes" } }),
      ({ tenantId }) => ({ tenantId, addLabels: { walked: "yes" } }),
    ],
  },
  "target.testMany": {
    input: ({ targetId }) => ({ ids: [targetId] }),
    reaches: [
      ({ targetId }) => ({ ids: [targetId] }),
      ({ targetId }, own) => ({ ids: [own.targetId, targetId] }),
      ({ proxyId }) => ({ proxyId }),
      ({ tenantId }) => ({ tenantId }),
    ],
  },
  "target.testBatch": {
    input: ({ testBatchId }) => ({ batchId: testBatchId }),
    reaches: [({ testBatchId }) => ({ batchId: testBatchId })],
  },
  ...installCases("target"),
  "target.trustHostKey": ofId("targetId", { fingerprint: offeredFingerprint }, admin),
  "target.installCommand": ofId("targetId"),
  "target.facets": list([], { shown: {} }),

  "proxy.list": list(),
  "proxy.facets": list([], { shown: undefined }),
  "proxy.get": ofId("proxyId"),
  "proxy.create": create(host),
  "proxy.update": ofId("proxyId", { name: "changed", address: "192.0.2.99" }),
  "proxy.delete": ofId("idleProxyId"),
  "proxy.deleteMany": {
    input: ({ idleProxyId }) => ({ ids: [idleProxyId] }),
    reaches: [({ idleProxyId }) => ({ ids: [idleProxyId] })],
  },
  "proxy.test": ofId("proxyId", {}, byWorker),
  "proxy.testMany": {
    input: ({ proxyId }) => ({ ids: [proxyId] }),
    reaches: [({ proxyId }) => ({ ids: [proxyId] }), ({ tenantId }) => ({ tenantId })],
  },
  "proxy.testBatch": {
    input: async ({ proxyId }, { person }) => {
      const { batchId } = await person.api.proxy.testMany({ ids: [proxyId] });
      return { batchId };
    },
    reaches: [({ testBatchId }) => ({ batchId: testBatchId })],
  },
  "proxy.watchTest": ofId("proxyId", {}, { ...byWorker, scope: "write" }),
  "proxy.lastTest": ofId("proxyId"),
  ...installCases("proxy"),
  "proxy.trustHostKey": ofId("proxyId", { fingerprint: offeredFingerprint }, admin),
  "proxy.installCommand": ofId("proxyId"),

  "sample.list": ofTenant,
  "sample.remove": ofTenant,

  "key.current": ofTenant,
  "key.import": {
    ...admin,
    input: async (_ids, _owner, world) => {
      await storeSealingKey(world);
      return { privateKey: makeKeyPair().privateKey };
    },
    reaches: [({ tenantId }) => ({ tenantId, privateKey: makeKeyPair().privateKey })],
  },
  "key.rotate": {
    ...ofTenant,
    ...admin,
    input: (_ids, { person }, world) => {
      // Answers once it was asked, which is later.
      void answerRotation(world, person.tenantId);
      return {};
    },
  },
  "key.rotation": ofTenant,
  "key.watchRotation": ofTenant,
  "key.moveHosts": whileRotating(),
  "key.stopMove": whileRotating(),
  "key.retire": whileRotating(),

  "connectionCheck.current": ofTenant,
  "connectionCheck.set": {
    ...admin,
    input: () => ({ intervalMinutes: 5 }),
    reaches: [({ tenantId }) => ({ tenantId, intervalMinutes: null })],
  },

  "tenant.list": ofNobody(() => ({}), { ...systemAdmin, reaches: [() => ({})] }),
  "tenant.get": ofId("tenantId", {}, systemAdmin),
  "tenant.create": ofNobody(() => ({ name: name() }), {
    ...systemAdmin,
    reaches: [() => ({ name: name() })],
  }),
  "tenant.update": ofId("tenantId", { timeZone: "Asia/Shanghai" }, systemAdmin),

  "user.list": list([], admin),
  "user.get": ofId("userId", {}, admin),
  "user.create": create(() => ({ email: email(), role: "tenant_admin" }), [], admin),
  "user.update": ofId("userId", { name: "changed", disabled: true, password: "a changed password" }, admin),
  "user.invite": ofId("userId", {}, admin),
  "user.delete": ofId("userId", {}, admin),
  "user.changePassword": ofNobody(async (_ids, owner, { database }) => {
    const { email: own } = await owner.person.api.session.current();
    await setPasswordByCommand(database, { email: own, password: "the first password" });
    return { currentPassword: "the first password", password: "the second password" };
  }, admin),

  "invitation.accept": ofNobody(
    async (_ids, { person }) => {
      const made = await person.api.user.create({ email: email(), role: "tenant_admin" });
      return { token: made.invitation?.link.split("#")[1], password: "the first password" };
    },
    { public: true },
  ),

  "apiToken.list": list(["userId"], admin),
  "apiToken.create": {
    ...admin,
    input: () => ({ name: name(), scope: "read" }),
    reaches: [({ userId }) => ({ name: name(), scope: "read", userId })],
  },
  "apiToken.delete": ofId("tokenId", {}, admin),

  "session.list": list(["userId"], admin),
  "session.current": ofNobody(() => undefined, { shown: "nothing asked" }),
  "session.end": ofId("sessionId", {}, admin),

  "audit.list": list(["userId"], admin),

  "dashboard.summary": list([], { shown: {} }),

  "system.info": ofNobody(() => undefined),
};
