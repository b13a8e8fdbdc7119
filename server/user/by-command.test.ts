import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { ZodError } from "zod";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { openLimiters } from "../rate-limit/limiters.ts";
import { signIn } from "../session/sign-in.ts";
import { auditOf } from "../testing/factories.ts";
import { makeTenant } from "../testing/people.ts";
import { createDatabaseForTest, type TestDatabase } from "../testing/postgres.ts";
import { createUserByCommand, setPasswordByCommand } from "./by-command.ts";
import { ensureFirstAdmin } from "./first-admin.ts";

const settings = { HOSTRUN_ADMIN_EMAIL: "first@example.test", HOSTRUN_ADMIN_PASSWORD: undefined };

function enter({ database }: TestDatabase, email: string, password: string) {
  const request = { id: "test", address: "192.0.2.1", agent: null };
  return signIn({ database, limiters: openLimiters(database.pool) }, { email, password }, request);
}

test("the first start makes the tenant and one system admin, whose generated password lets in", async () => {
  const db = await createDatabaseForTest();
  const made = await ensureFirstAdmin(db.database, settings);
  expect(made).toEqual({ email: "first@example.test", password: expect.any(String), made: true });
  await expect(enter(db, made.email, made.password ?? "")).resolves.toBeTruthy();
  const rows = await inTenant(asSystem(db.database), (tx) =>
    tx.execute(sql`select t.name, u.role, u.id from user_account u join tenant t on t.id = u.tenant_id`),
  );
  expect(rows.rows).toEqual([{ name: "default", role: "system_admin", id: expect.any(Number) }]);
  const written = await auditOf(db, "user", Number(rows.rows[0]?.id));
  expect(written).toMatchObject([{ action: "user.create", via: "system", userId: null }]);
  expect(JSON.stringify(written)).not.toContain(made.password);
});

test("a password that the operator gave is used and not told; a later start changes nothing", async () => {
  const db = await createDatabaseForTest();
  const given = { ...settings, HOSTRUN_ADMIN_PASSWORD: "the operator's own" };
  expect(await ensureFirstAdmin(db.database, given)).toMatchObject({ password: null, made: true });
  const later = await ensureFirstAdmin(db.database, { ...given, HOSTRUN_ADMIN_PASSWORD: "another password" });
  expect(later).toMatchObject({ password: null, made: false });
  await expect(enter(db, "first@example.test", "the operator's own")).resolves.toBeTruthy();
});

test("of processes that start at once, one makes the first admin", async () => {
  const db = await createDatabaseForTest();
  const starts = await Promise.all([1, 2, 3, 4].map(() => ensureFirstAdmin(db.database, settings)));
  expect(starts.filter((start) => start.made)).toHaveLength(1);
});

test("a user made at the terminal gets in, and a password set there ends what was open", async () => {
  const db = await createDatabaseForTest();
  const { database } = db;
  await ensureFirstAdmin(database, settings);
  const email = "Second@example.test";
  const { id, invitation } = await createUserByCommand(database, { email, role: "tenant_admin" });
  expect(invitation?.link).toContain("/invitation#");
  await setPasswordByCommand(database, { email: "second@EXAMPLE.test", password: "set at the terminal" });
  const first = await enter(db, email, "set at the terminal");
  await setPasswordByCommand(database, { email, password: "set a second time" });
  await expect(enter(db, email, "set at the terminal")).rejects.toMatchObject({ reason: "SIGN_IN_FAILED" });
  await expect(enter(db, email, "set a second time")).resolves.not.toBe(first);
  expect((await auditOf(db, "user", id)).map(({ action, via }) => [action, via])).toEqual([
    ["user.create", "command"],
    ["user.changePassword", "command"],
    ["user.changePassword", "command"],
  ]);
});

test("at the terminal a tenant is named, and what is not there is NOT_FOUND", async () => {
  const db = await createDatabaseForTest();
  const { database } = db;
  await ensureFirstAdmin(database, settings);
  const tenantId = await makeTenant(db);
  const name = await inTenant(asSystem(database), (tx) =>
    tx.execute(sql`select name from tenant where id = ${tenantId}`),
  );
  const user = { email: "x@example.test", role: "tenant_admin" as const, password: "a long password" };
  const made = await createUserByCommand(database, { ...user, tenantName: String(name.rows[0]?.name) });
  expect(made).toEqual({ id: expect.any(Number) });
  const stored = await inTenant(asSystem(database), (tx) =>
    tx.execute(sql`select tenant_id from user_account where id = ${made.id}`),
  );
  expect(stored.rows).toEqual([{ tenant_id: tenantId }]);
  await expect(createUserByCommand(database, { ...user, tenantName: "none" })).rejects.toMatchObject({
    reason: "NOT_FOUND",
  });
  await expect(createUserByCommand(database, user)).rejects.toMatchObject({ reason: "EMAIL_TAKEN" });
  for (const bad of [{ email: "no address" }, { email: "y@example.test", password: "short" }]) {
    await expect(createUserByCommand(database, { ...user, ...bad })).rejects.toThrow(ZodError);
  }
  await expect(setPasswordByCommand(database, { email: user.email, password: "short" })).rejects.toThrow(
    ZodError,
  );
  await expect(
    setPasswordByCommand(database, { email: "nobody@example.test", password: "a long password" }),
  ).rejects.toMatchObject({ reason: "NOT_FOUND" });
});
