import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import type { Role } from "../domain/role.ts";
import { found } from "../errors.ts";
import { openLimiters } from "../rate-limit/limiters.ts";
import { identify } from "../session/identify.ts";
import { openSession, signIn } from "../session/sign-in.ts";
import {
  contextOf,
  makeTestContext,
  nobody,
  openTestWorld,
  type TestContext,
  type TestWorld,
} from "../testing/context.ts";
import { aName, auditOf } from "../testing/factories.ts";
import { createDatabaseForTest } from "../testing/postgres.ts";
import { makeToken, testPassword } from "../testing/web.ts";
import { requireSystemAdminLeft } from "./rules.ts";

let world: TestWorld;
let admin: TestContext;
let system: TestContext;

beforeAll(async () => {
  world = await openTestWorld();
  admin = await makeTestContext(world);
  system = await makeTestContext(world, { role: "system_admin", tenantId: admin.tenantId });
});
afterAll(() => world?.close());

const anEmail = () => `${aName("user").replace(" ", ".")}@example.test`;
const values = (given: object = {}) => ({ email: anEmail(), role: "tenant_admin" as Role, ...given });

/** A user as a browser that signed in. */
async function signedIn(given: object = {}): Promise<TestContext & { sessionId: string }> {
  const { id } = await system.api.user.create(values({ password: testPassword, ...given }));
  const { tenantId, name, role } = await system.api.user.get({ id });
  const request = { id: "test", address: "192.0.2.1", agent: null };
  const sessionId = await inTenant(asSystem(world.database), (tx) =>
    openSession(tx, { userId: id, tenantId, name, role }, request),
  );
  return { ...contextOf(world, found(await actorOf(sessionId))), sessionId };
}

function enter(email: string, password: string): Promise<string> {
  const { database } = world;
  const request = { id: "test", address: "192.0.2.1", agent: null };
  return signIn({ database, limiters: openLimiters(database.pool) }, { email, password }, request);
}

async function actorOf(sessionId: string) {
  return (await identify(world.database, { sessionId })) ?? undefined;
}

test("a user made with a password has no invitation, one without gets a link that is good for 7 days", async () => {
  const withPassword = await admin.api.user.create(values({ password: testPassword }));
  expect(withPassword).toEqual({ id: expect.any(Number) });
  expect(await admin.api.user.get({ id: withPassword.id })).toMatchObject({ hasPassword: true });
  const { id, invitation } = await admin.api.user.create(values());
  expect(invitation?.link).toMatch(/^\/invitation#[\w-]{43}$/);
  const days = (Date.parse(invitation?.expiresAt ?? "") - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThan(7.1);
  expect(await admin.api.user.get({ id })).toMatchObject({ hasPassword: false, lastSeenAt: null });
});

test("no password, hash or invitation token stands in the audit", async () => {
  const { id, invitation } = await admin.api.user.create(values());
  await admin.api.user.update({ id, password: "another long password" });
  const rows = await auditOf(world, "user", id);
  expect(rows.map((row) => row.action)).toEqual(["user.create", "user.update"]);
  expect(rows[1]?.after).toEqual({ password: "changed" });
  const text = JSON.stringify(rows);
  expect(text).not.toContain(invitation?.link.split("#")[1]);
  expect(text).not.toContain("another long password");
  expect(text).not.toContain("argon2");
});

test("an invitation sets the first password once, and only then can its user sign in", async () => {
  const email = anEmail();
  const { invitation } = await admin.api.user.create(values({ email }));
  const token = invitation?.link.split("#")[1] ?? "";
  const accept = (password: string) => nobody(world).invitation.accept({ token, password });
  const both = await Promise.allSettled([accept(testPassword), accept("another long password")]);
  expect(both.map((end) => end.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find((end) => end.status === "fulfilled")).toMatchObject({ value: { email } });
  await expect(accept(testPassword)).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: "INVITATION_INVALID",
  });
});

test.each([
  [
    "the link has expired",
    (id: number) => sql`update invitation set expires_at = now() where user_id = ${id}`,
  ],
  ["its user is disabled", (id: number) => sql`update user_account set disabled = true where id = ${id}`],
  ["its user was deleted", (id: number) => sql`update user_account set deleted_at = now() where id = ${id}`],
])("an invitation is void when %s", async (_when, statement) => {
  const { id, invitation } = await admin.api.user.create(values());
  await inTenant(asSystem(world.database), (tx) => tx.execute(statement(id)));
  const token = invitation?.link.split("#")[1] ?? "";
  await expect(nobody(world).invitation.accept({ token, password: testPassword })).rejects.toMatchObject({
    message: "INVITATION_INVALID",
  });
  const rows = await inTenant(asSystem(world.database), (tx) =>
    tx.execute(sql`select accepted_at from invitation where user_id = ${id}`),
  );
  expect(rows.rows).toEqual([{ accepted_at: null }]);
});

test("a second invitation ends the first, leaves the password until it is used, and stands in the audit without its token", async () => {
  const email = anEmail();
  const { id, invitation: first } = await admin.api.user.create(values({ email }));
  const second = await admin.api.user.invite({ id });
  const tokenOf = (link = "") => link.split("#")[1] ?? "";
  const accept = (link: string | undefined, password: string) =>
    nobody(world).invitation.accept({ token: tokenOf(link), password });
  await expect(accept(first?.link, testPassword)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await accept(second.link, testPassword);
  const third = await admin.api.user.invite({ id });
  await expect(enter(email, testPassword)).resolves.toBeTruthy();
  await accept(third.link, "another long password");
  await expect(enter(email, testPassword)).rejects.toMatchObject({ reason: "SIGN_IN_FAILED" });
  const written = (await auditOf(world, "user", id)).filter(({ action }) => action === "user.invite");
  expect(written).toHaveLength(2);
  for (const { link } of [second, third]) expect(JSON.stringify(written)).not.toContain(tokenOf(link));
});

test("nobody invites themselves, or somebody who may not come in", async () => {
  const { id } = await admin.api.user.create(values());
  await admin.api.user.update({ id, disabled: true });
  await expect(admin.api.user.invite({ id })).rejects.toMatchObject({ cause: { reason: "USER_DISABLED" } });
  const own = await admin.api.session.current();
  await expect(admin.api.user.invite({ id: own.userId })).rejects.toMatchObject({
    cause: { reason: "OWN_ACCOUNT" },
  });
});

test("a password that an admin sets makes an open invitation void", async () => {
  const { id, invitation } = await admin.api.user.create(values());
  await admin.api.user.update({ id, password: testPassword });
  const token = invitation?.link.split("#")[1] ?? "";
  await expect(nobody(world).invitation.accept({ token, password: testPassword })).rejects.toMatchObject({
    message: "INVITATION_INVALID",
  });
});

test("to a tenant admin system admins do not exist: not listed, not found, not changed, not deleted", async () => {
  const { id } = await system.api.user.create(values({ role: "system_admin", tenantId: admin.tenantId }));
  const { items } = await admin.api.user.list({ pageSize: 100 });
  expect(items.map((item) => item.role)).not.toContain("system_admin");
  expect((await admin.api.user.list({ role: "system_admin" })).total).toBe(0);
  await expect(admin.api.user.get({ id })).rejects.toMatchObject({ message: "NOT_FOUND" });
  await expect(admin.api.user.update({ id, disabled: true })).rejects.toMatchObject({ message: "NOT_FOUND" });
  await expect(admin.api.user.delete({ id })).rejects.toMatchObject({ message: "NOT_FOUND" });
  expect(await system.api.user.get({ id })).toMatchObject({ disabled: false });
});

test("nobody grants a role above their own, or a tenant that is not theirs", async () => {
  const stranger = await makeTestContext(world);
  const above = { code: "FORBIDDEN", message: "NO_PERMISSION" };
  await expect(admin.api.user.create(values({ role: "system_admin" }))).rejects.toMatchObject(above);
  const { id } = await admin.api.user.create(values());
  await expect(admin.api.user.update({ id, role: "system_admin" })).rejects.toMatchObject(above);
  await expect(admin.api.user.create(values({ tenantId: stranger.tenantId }))).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
  await expect(system.api.user.create(values({ tenantId: 999_999 }))).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
});

test("nobody deletes or disables themselves, changes their own role, or sets their own password unasked", async () => {
  const own = { code: "CONFLICT", message: "OWN_ACCOUNT" };
  const id = system.userId;
  await expect(system.api.user.delete({ id })).rejects.toMatchObject(own);
  await expect(system.api.user.update({ id, disabled: true })).rejects.toMatchObject(own);
  await expect(system.api.user.update({ id, role: "tenant_admin" })).rejects.toMatchObject(own);
  await expect(system.api.user.update({ id, password: testPassword })).rejects.toMatchObject(own);
  await system.api.user.update({ id, name: "renamed", role: "system_admin", disabled: false });
});

test.each([
  ["deleting", (by: TestContext, id: number) => by.api.user.delete({ id })],
  ["lowering", (by: TestContext, id: number) => by.api.user.update({ id, role: "tenant_admin" })],
  ["disabling", (by: TestContext, id: number) => by.api.user.update({ id, disabled: true })],
])("of two system admins who take each other's rights at once, one stays: %s", async (_how, takeRights) => {
  const alone = { ...world, ...(await createDatabaseForTest()) };
  const first = await makeTestContext(alone, { role: "system_admin" });
  const second = await makeTestContext(alone, { role: "system_admin" });
  const ended = await inTenant(asSystem(alone.database), async (tx) => {
    await tx.execute(sql`update user_account set disabled = true where id = ${first.userId}`);
    await requireSystemAdminLeft(tx);
    const other = { over: false, end: takeRights(first, second.userId) };
    const seen = other.end.catch(() => {}).finally(() => Object.assign(other, { over: true }));
    await expect.poll(async () => other.over || (await waitsForLock(alone))).toBe(true);
    return { seen, end: other.end };
  });
  await expect(ended.end).rejects.toMatchObject({ code: "CONFLICT", message: "LAST_SYSTEM_ADMIN" });
  await ended.seen;
});

async function waitsForLock({ database }: TestWorld): Promise<boolean> {
  const waiting = await database.pool.query(
    `select 1 from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`,
  );
  return waiting.rowCount === 1;
}

test("an address is taken whatever its case, in every tenant; with its user's end it is free", async () => {
  const email = anEmail();
  const { id } = await admin.api.user.create(values({ email }));
  const stranger = await makeTestContext(world);
  await expect(stranger.api.user.create(values({ email: email.toUpperCase() }))).rejects.toMatchObject({
    cause: { reason: "EMAIL_TAKEN", field: ["email"] },
  });
  await admin.api.user.delete({ id });
  await expect(admin.api.user.get({ id })).rejects.toMatchObject({ message: "NOT_FOUND" });
  await stranger.api.user.create(values({ email }));
});

test.each(["no-at", "two@@example.test", "a b@example.test", "a@-x", "", `${"x".repeat(250)}@x.test`])(
  "%j is no address",
  async (email) => {
    await expect(admin.api.user.create(values({ email }))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  },
);

test.each([
  ["11 characters", "x".repeat(11)],
  ["129 characters", "x".repeat(129)],
])("a password of %s is refused", async (_what, password) => {
  await expect(admin.api.user.create(values({ password }))).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a user who is deleted is out at once, with sessions and tokens", async () => {
  const person = await signedIn({ tenantId: admin.tenantId });
  const { bearer } = await makeToken(world.database, {
    ...person,
    email: "",
    name: "",
    role: "tenant_admin",
  });
  expect(await identify(world.database, { bearer })).not.toBeNull();
  await admin.api.user.delete({ id: person.userId });
  expect(await actorOf(person.sessionId)).toBeUndefined();
  expect(await identify(world.database, { bearer })).toBeNull();
});

test("a session that ended with its user's being disabled stays over when they may come back", async () => {
  const person = await signedIn({ tenantId: admin.tenantId });
  await admin.api.user.update({ id: person.userId, disabled: true });
  await admin.api.user.update({ id: person.userId, disabled: false });
  expect(await actorOf(person.sessionId)).toBeUndefined();
  const rows = await auditOf(world, "user", person.userId);
  expect(rows.map(({ action, before, after }) => [action, before, after]).slice(1)).toEqual([
    ["user.update", { disabled: false }, { disabled: true }],
    ["user.update", { disabled: true }, { disabled: false }],
  ]);
});

test("a changed password ends the user's other sessions and keeps the one that changed it", async () => {
  const person = await signedIn();
  const { tenantId, userId } = person;
  const other = await inTenant(asSystem(world.database), (tx) =>
    openSession(
      tx,
      { tenantId, userId, name: "", role: "tenant_admin" },
      { id: "t", address: "", agent: null },
    ),
  );
  const wrong = { currentPassword: "not the password", password: "the next password" };
  await expect(person.api.user.changePassword(wrong)).rejects.toMatchObject({
    cause: { reason: "WRONG_PASSWORD", field: ["currentPassword"] },
  });
  expect(await actorOf(other)).toBeDefined();
  await person.api.user.changePassword({ currentPassword: testPassword, password: "the next password" });
  expect(await actorOf(person.sessionId)).toBeDefined();
  expect(await actorOf(other)).toBeUndefined();
  await person.api.user.changePassword({ currentPassword: "the next password", password: testPassword });
});

test("a found session does not guess the password: after ten tries it waits", async () => {
  const person = await signedIn();
  const wrong = { currentPassword: "not the password", password: "the next password" };
  for (let tries = 0; tries < 10; tries++) {
    await expect(person.api.user.changePassword(wrong)).rejects.toMatchObject({ message: "WRONG_PASSWORD" });
  }
  await expect(
    person.api.user.changePassword({ ...wrong, currentPassword: testPassword }),
  ).rejects.toMatchObject({
    code: "TOO_MANY_REQUESTS",
    message: "PASSWORD_THROTTLED",
  });
});

test("a list searches name and address, filters, and shows when somebody was last seen", async () => {
  const reader = await makeTestContext(world);
  const first = await reader.api.user.create(values({ name: "王小明", password: testPassword }));
  await reader.api.user.create(values({ name: "zed", email: `quiet.${anEmail()}`, disabled: true }));
  expect((await reader.api.user.list({ search: "小明" })).items).toMatchObject([{ id: first.id }]);
  expect((await reader.api.user.list({ search: "QUIET." })).items).toMatchObject([{ name: "zed" }]);
  expect((await reader.api.user.list({ disabled: true })).items).toMatchObject([{ name: "zed" }]);
  expect((await reader.api.user.list({ disabled: false })).total).toBe(2);
  const person = await signedIn({ tenantId: reader.tenantId });
  const { items } = await reader.api.user.list({ sort: "createdAt", pageSize: 1 });
  expect(items).toMatchObject([{ id: person.userId, lastSeenAt: expect.stringMatching(/^\d{4}-.*Z$/) }]);
});

test("a system admin's list goes over all tenants or one, a tenant admin's over theirs", async () => {
  const stranger = await makeTestContext(world);
  expect((await system.api.user.list({ tenantId: stranger.tenantId })).items).toMatchObject([
    { id: stranger.userId },
  ]);
  const all = await system.api.user.list({ sort: "createdAt", pageSize: 100 });
  expect(new Set(all.items.map((item) => item.tenantId)).size).toBeGreaterThan(1);
  const own = await stranger.api.user.list({});
  expect(own.items.map((item) => item.id)).toEqual([stranger.userId]);
  await expect(stranger.api.user.list({ tenantId: admin.tenantId })).rejects.toMatchObject({
    message: "NOT_FOUND",
  });
});

test("users need a token of scope admin, for reading too", async () => {
  const writer = await makeTestContext(world, { scope: "write", via: "token" });
  const refused = { code: "FORBIDDEN", message: "TOKEN_SCOPE" };
  await expect(writer.api.user.list({})).rejects.toMatchObject(refused);
  await expect(writer.api.user.create(values())).rejects.toMatchObject(refused);
});
