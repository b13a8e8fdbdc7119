import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import type { ServiceError } from "../errors.ts";
import { type Limiters, openLimiters } from "../rate-limit/limiters.ts";
import { createTestDatabase, type TestDatabase } from "../testing/postgres.ts";
import { makePerson, testPassword } from "../testing/web.ts";
import { identify } from "./identify.ts";
import { signIn } from "./sign-in.ts";

let db: TestDatabase;
let limiters: Limiters;
beforeAll(async () => {
  db = await createTestDatabase();
  limiters = openLimiters(db.database.pool);
});
afterAll(() => db.drop());

let lastAddress = 0;
/** An address that nobody has tried from. */
const freshAddress = () => `192.0.2.${++lastAddress}`;

function attempt(email: string, password: string, address: string) {
  return signIn(
    { database: db.database, limiters },
    { email, password },
    { id: "test", address, agent: "test" },
  );
}

const refusal = (email: string, password: string, address: string): Promise<ServiceError> =>
  attempt(email, password, address).then(
    () => expect.fail("was let in"),
    (error) => error,
  );

test("the right password opens a session, whatever the case of the address, and the audit has it", async () => {
  const person = await makePerson(db.database, { password: testPassword });
  const sessionId = await attempt(` ${person.email.toUpperCase()} `, testPassword, freshAddress());
  expect((await identify(db.database, { sessionId }))?.userId).toBe(person.userId);
  const written = await inTenant(asSystem(db.database), (tx) =>
    tx.execute(sql`select action, user_id from audit_log where tenant_id = ${person.tenantId}`),
  );
  expect(written.rows).toEqual([{ action: "session.create", user_id: person.userId }]);
});

test("the cookie's id is nowhere in the database, only its hash", async () => {
  const person = await makePerson(db.database, { password: testPassword });
  const sessionId = await attempt(person.email, testPassword, freshAddress());
  const rows = await inTenant(asSystem(db.database), (tx) => tx.execute(sql`select * from user_session`));
  expect(JSON.stringify(rows.rows)).not.toContain(sessionId);
});

test("unknown, wrong and disabled get one answer with one count", async () => {
  const known = await makePerson(db.database, { password: testPassword });
  const disabled = await makePerson(db.database, { password: testPassword });
  const invited = await makePerson(db.database);
  await inTenant(asSystem(db.database), (tx) =>
    tx.execute(sql`update user_account set disabled = true where id = ${disabled.userId}`),
  );
  for (const email of [known.email, "nobody@example.test", disabled.email, invited.email]) {
    const address = freshAddress();
    const password = email === known.email ? "wrong wrong wrong" : testPassword;
    for (const remaining of [9, 8]) {
      expect(await refusal(email, password, address), email).toMatchObject({
        kind: "UNAUTHORIZED",
        reason: "SIGN_IN_FAILED",
        values: { remaining },
      });
    }
  }
});

test("after ten wrong tries from one address even the right password waits, for unknown accounts too", async () => {
  const person = await makePerson(db.database, { password: testPassword });
  for (const email of [person.email, "unknown@example.test"]) {
    const address = freshAddress();
    for (let tries = 0; tries < 10; tries++) await refusal(email, "wrong wrong wrong", address);
    expect(await refusal(email, testPassword, address), email).toMatchObject({
      kind: "TOO_MANY_REQUESTS",
      reason: "SIGN_IN_THROTTLED",
      values: { minutes: 15 },
    });
  }
  await expect(attempt(person.email, testPassword, freshAddress())).resolves.toBeTruthy();
});

test("a right password gives its tries back", async () => {
  const person = await makePerson(db.database, { password: testPassword });
  const address = freshAddress();
  for (let tries = 0; tries < 12; tries++) {
    if (tries % 4 === 0) await refusal(person.email, "wrong wrong wrong", address);
    else await attempt(person.email, testPassword, address);
  }
  expect((await limiters.signInAccount.get(accountKeyOf(person.email)))?.consumedPoints).toBe(3);
});

test("a hundred tries at one account close it from everywhere, and a hundred from one address close that", async () => {
  const person = await makePerson(db.database, { password: testPassword });
  await limiters.signInAccount.penalty(accountKeyOf(person.email), 100);
  expect(await refusal(person.email, testPassword, freshAddress())).toMatchObject({
    reason: "SIGN_IN_THROTTLED",
  });
  const [address, other] = [freshAddress(), await makePerson(db.database, { password: testPassword })];
  await limiters.signInAddress.penalty(address, 100);
  expect(await refusal(other.email, testPassword, address)).toMatchObject({ reason: "SIGN_IN_THROTTLED" });
  await expect(attempt(other.email, testPassword, freshAddress())).resolves.toBeTruthy();
});

test("tries at once are all counted: no race lets an eleventh through", async () => {
  const address = freshAddress();
  const answers = await Promise.all(
    Array.from({ length: 14 }, () => refusal("racer@example.test", "wrong wrong wrong", address)),
  );
  expect(answers.filter((error) => error.reason === "SIGN_IN_FAILED")).toHaveLength(10);
  expect(answers.filter((error) => error.reason === "SIGN_IN_THROTTLED")).toHaveLength(4);
});

function accountKeyOf(email: string): string {
  return createHash("sha256").update(email).digest("hex");
}
