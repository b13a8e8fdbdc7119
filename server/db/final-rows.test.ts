import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillTables } from "../testing/fill.ts";
import { createTestDatabase, type TestDatabase } from "../testing/postgres.ts";
import { asSystem, inTenant } from "./in-tenant.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  const client = await db.database.pool.connect();
  await fillTables(client, ["one"]);
  client.release(true);
  await run("update e_script_target_log set state = 'skipped', reason = 'cancelled', ended_at = now()");
  await run(
    "update e_script_task_log set state = 'cancelled', batch_pending = 0, skipped_count = 1, ended_at = now()",
  );
});
afterAll(() => db?.drop());

/** As the program itself, which sees everything. */
function run(statement: string, before = "select 1"): Promise<number | null> {
  return inTenant(asSystem(db.database), async (tx) => {
    await tx.execute(sql.raw(before));
    return (await tx.execute(sql.raw(statement))).rowCount;
  });
}

const output = `insert into e_script_target_output (tenant_id, target_log_id, sequence, stream, bytes, "offset", lines)
  select tenant_id, target_log_id, 2, 'stdout', 'more', 1, 1 from e_script_target_output`;

test.each([
  ["the state of a target that ended", "update e_script_target_log set state = 'lost', reason = 'worker'"],
  ["the exit code of a target that ended", "update e_script_target_log set exit_code = 0"],
  ["a late result of a target whose end is known", "update e_script_target_log set late_exit_code = 0"],
  ["that a target was in a run", "delete from e_script_target_log"],
  ["how a run ended", "update e_script_task_log set state = 'succeeded'"],
  ["that there was a run", "delete from e_script_task_log"],
  ["more output after the end", output],
  ["what was printed", "update e_script_target_output set bytes = ''"],
  ["that something was printed", "delete from e_script_target_output"],
  ["a script's version", "update e_script_version set content = ''"],
  ["that there was a version", "delete from e_script_version"],
  ["a line of the audit", "update audit_log set user_name = 'nobody'"],
  ["that something was audited", "delete from audit_log"],
  ["the whole audit", "truncate audit_log"],
])("the database refuses to change %s, whoever asks", async (_what, statement) => {
  await expect(run(statement)).rejects.toMatchObject({ cause: { code: "HR001" } });
});

test("housekeeping may delete what is old, and can change none of it", async () => {
  const housekeeping = "select set_config('hostrun.retention', 'on', true)";
  expect(await run("delete from e_script_target_output", housekeeping)).toBe(1);
  await expect(run("update audit_log set user_name = 'nobody'", housekeeping)).rejects.toMatchObject({
    cause: { code: "HR001" },
  });
});
