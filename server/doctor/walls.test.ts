import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openDatabase } from "../db/client.ts";
import { makeTenant } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/postgres.ts";
import { examineNoContext, examineRole, examineTables, examineTriggers, ownTriggers } from "./walls.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db?.drop());

/** Breaks something, looks, and mends it. */
async function whileBroken<T>(broken: string, mended: string, look: () => Promise<T>): Promise<T> {
  await db.database.pool.query(broken);
  try {
    return await look();
  } finally {
    await db.database.pool.query(mended);
  }
}

test("a role that passes through row-level security is named", async () => {
  expect(await examineRole(db.database)).toMatchObject({ state: "ok" });
  const { pathname } = new URL(db.url);
  const url = Object.assign(new URL(inject("superuserUrl")), { pathname }).href;
  const above = openDatabase({ url, role: null }, { max: 1, name: "test" });
  try {
    expect(await examineRole(above)).toMatchObject({
      state: "wrong",
      detail: expect.stringContaining("is down"),
    });
  } finally {
    await above.close();
  }
});

test.each([
  ["disable row level security", "enable row level security"],
  ["no force row level security", "force row level security"],
])("a table with %s is named", async (broken, mended) => {
  const alter = "alter table ssh_key";
  const look = () => examineTables(db.database);
  expect(await look()).toMatchObject({ state: "ok" });
  expect(await whileBroken(`${alter} ${broken}`, `${alter} ${mended}`, look)).toMatchObject({
    state: "wrong",
    detail: "not as it should be on ssh_key",
  });
});

test.each([
  ["lets everything through", "alter policy inside_tenant on ssh_key using (true)"],
  ["lets everything be written", "alter policy inside_tenant on ssh_key with check (true)"],
  ["has another beside it", "create policy wide on ssh_key for select using (true)"],
])("a table whose policy %s is named", async (_what, broken) => {
  const mended = `drop policy if exists wide on ssh_key;
    alter policy inside_tenant on ssh_key using (hostrun_sees(tenant_id)) with check (hostrun_sees(tenant_id))`;
  expect(await whileBroken(broken, mended, () => examineTables(db.database))).toMatchObject({
    state: "wrong",
    detail: "not as it should be on ssh_key",
  });
});

test("where the policies stand but ask a function that lets everything through, that is seen", async () => {
  const look = () => examineNoContext(db.database);
  expect(await look()).toMatchObject({ state: "skipped" });
  await makeTenant(db);
  expect(await look()).toMatchObject({ state: "ok" });
  const found = await db.database.pool.query<{ definition: string }>(
    "select pg_get_functiondef('hostrun_sees'::regproc) as definition",
  );
  const broken = `create or replace function hostrun_sees(row_tenant_id bigint) returns boolean
    language sql stable parallel safe return true`;
  expect(await whileBroken(broken, found.rows[0]?.definition ?? "", look)).toMatchObject({
    state: "wrong",
    cure: expect.stringContaining("hostrun_sees"),
  });
  expect(await look()).toMatchObject({ state: "ok" });
});

test("every trigger of ours is looked for", async () => {
  const found = await db.database.pool.query<{ name: string }>(`
    select c.relname || '.' || t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace = 'public'::regnamespace order by 1`);
  expect(found.rows.map((row) => row.name)).toEqual(ownTriggers);
  expect(await examineTriggers(db.database)).toMatchObject({ state: "ok" });
});

test.each(ownTriggers)("the trigger %s is named when it is disabled", async (name) => {
  const [table = "", trigger = ""] = name.split(".");
  const [broken, mended] = ["disable", "enable"].map(
    (verb) => `alter table ${table} ${verb} trigger ${trigger}`,
  );
  expect(await whileBroken(broken ?? "", mended ?? "", () => examineTriggers(db.database))).toMatchObject({
    state: "wrong",
    detail: `missing or disabled triggers: ${name}`,
  });
});

test("a trigger that was dropped is named", async () => {
  await db.database.pool.query("drop trigger keep on audit_log");
  expect(await examineTriggers(db.database)).toMatchObject({
    state: "wrong",
    detail: "missing or disabled triggers: audit_log.keep",
  });
});
