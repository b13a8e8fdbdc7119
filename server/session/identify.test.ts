import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { createTestDatabase, type TestDatabase } from "../testing/postgres.ts";
import { makePerson, makeToken, type Person } from "../testing/web.ts";
import { identify } from "./identify.ts";
import { openSession } from "./sign-in.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const request = { id: "test", address: "192.0.2.1", agent: null };

function change(statement: ReturnType<typeof sql>) {
  return inTenant(asSystem(db.database), (tx) => tx.execute(statement));
}

function openFor(person: Person) {
  return inTenant(asSystem(db.database), (tx) => openSession(tx, person, request));
}

test("a token is its user, with the token's scope, and its use is noted", async () => {
  const person = await makePerson(db.database, { role: "system_admin" });
  const { id, bearer } = await makeToken(db.database, person, "read");
  expect(await identify(db.database, { bearer })).toEqual({
    kind: "user",
    userId: person.userId,
    name: person.name,
    role: "system_admin",
    tenantId: person.tenantId,
    via: "token",
    viaId: id,
    scope: "read",
  });
  const used = await change(sql`select last_used_at from api_token where id = ${id}`);
  expect(used.rows[0]?.last_used_at).not.toBeNull();
});

test("uses within a minute write nothing more", async () => {
  const { id, bearer } = await makeToken(db.database, await makePerson(db.database));
  await identify(db.database, { bearer });
  const version = () => change(sql`select xmin from api_token where id = ${id}`).then((r) => r.rows[0]?.xmin);
  const before = await version();
  await identify(db.database, { bearer });
  expect(await version()).toBe(before);
  await change(sql`update api_token set last_used_at = now() - interval '61 seconds' where id = ${id}`);
  const aged = await version();
  await identify(db.database, { bearer });
  expect(await version()).not.toBe(aged);
});

test.each([
  ["another secret", (bearer: string) => `${bearer.slice(0, -1)}${bearer.endsWith("A") ? "B" : "A"}`],
  ["another id", (bearer: string) => bearer.replace(/^hrt_\d+/, "hrt_999999")],
  ["no form of ours", () => "hrt_1_short"],
  ["an id beyond numbers", (bearer: string) => bearer.replace(/^hrt_\d+/, `hrt_${"9".repeat(30)}`)],
])("a token with %s is nobody", async (_what, change) => {
  const { bearer } = await makeToken(db.database, await makePerson(db.database));
  expect(await identify(db.database, { bearer: change(bearer) })).toBeNull();
});

test.each([
  ["the token has expired", sql`update api_token set expires_at = now() where user_id = `],
  ["the token was deleted", sql`update api_token set deleted_at = now() where user_id = `],
  ["its user is disabled", sql`update user_account set disabled = true where id = `],
  ["its user was deleted", sql`update user_account set deleted_at = now() where id = `],
  [
    "its tenant is disabled",
    sql`update tenant t set disabled = true from user_account u where u.tenant_id = t.id and u.id = `,
  ],
])("a token is nobody from the very call on when %s", async (_when, statement) => {
  const person = await makePerson(db.database);
  const { bearer } = await makeToken(db.database, person);
  expect(await identify(db.database, { bearer })).not.toBeNull();
  await change(sql`${statement} ${person.userId}`);
  expect(await identify(db.database, { bearer })).toBeNull();
});

test("a session is its user and may do all that they may", async () => {
  const person = await makePerson(db.database);
  const sessionId = await openFor(person);
  expect(await identify(db.database, { sessionId })).toMatchObject({
    userId: person.userId,
    via: "session",
    scope: "admin",
  });
  expect(await identify(db.database, { sessionId: `${sessionId}x` })).toBeNull();
});

test.each([
  [
    "12 hours without a call",
    sql`update user_session set last_seen_at = now() - interval '721 minutes' where user_id = `,
  ],
  [
    "7 days, however busy",
    sql`update user_session set created_at = now() - interval '7 days 1 minute', last_seen_at = now() where user_id = `,
  ],
  ["being ended", sql`update user_session set ended_at = now() where user_id = `],
  ["its user being disabled", sql`update user_account set disabled = true where id = `],
])("a session is over after %s", async (_what, statement) => {
  const person = await makePerson(db.database);
  const sessionId = await openFor(person);
  await change(sql`${statement} ${person.userId}`);
  expect(await identify(db.database, { sessionId })).toBeNull();
});

test("a session that is used stays open: being seen is noted, at most once a minute", async () => {
  const person = await makePerson(db.database);
  const sessionId = await openFor(person);
  await change(
    sql`update user_session set last_seen_at = now() - interval '11 hours' where user_id = ${person.userId}`,
  );
  expect(await identify(db.database, { sessionId })).not.toBeNull();
  const seen = await change(
    sql`select last_seen_at > now() - interval '1 minute' as now from user_session where user_id = ${person.userId}`,
  );
  expect(seen.rows[0]?.now).toBe(true);
});

test("a role is read anew for each call", async () => {
  const person = await makePerson(db.database, { role: "system_admin" });
  const sessionId = await openFor(person);
  expect((await identify(db.database, { sessionId }))?.role).toBe("system_admin");
  await change(sql`update user_account set role = 'tenant_admin' where id = ${person.userId}`);
  expect((await identify(db.database, { sessionId }))?.role).toBe("tenant_admin");
});
