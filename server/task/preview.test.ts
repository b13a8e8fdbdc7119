import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ZodError } from "zod";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { tenant } from "../db/tables/tenant.ts";
import { ServiceError } from "../errors.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeTask } from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
});
afterAll(() => world.close());

test("a schedule is shown before it is saved: its words in the caller's language, and its next fires", async () => {
  const asked = { cron: "30 2 * * 1-5", timeZone: "Asia/Shanghai", count: 3 };
  const shown = await person.api.task.preview(asked);
  expect(shown).toMatchObject({
    timeZone: "Asia/Shanghai",
    sentence: "At 02:30, Monday to Friday",
    warnings: [],
  });
  expect(shown.fires).toHaveLength(3);
  for (const fire of shown.fires) {
    expect(fire).toMatchObject({ offsetMinutes: 480, clockChange: null });
    expect(fire.at).toMatch(/T18:30:00\.000Z$/);
  }
  const chinese = await makeTestContext(world, { locale: "zh-CN" });
  expect((await chinese.api.task.preview(asked)).sentence).toBe("周一至周五 02:30");
});

test("without a zone it follows the tenant's", async () => {
  await inTenant(asSystem(world.database), (tx) =>
    tx.update(tenant).set({ timeZone: "Australia/Lord_Howe" }).where(eq(tenant.id, person.tenantId)),
  );
  expect((await person.api.task.preview({ cron: "@daily" })).timeZone).toBe("Australia/Lord_Howe");
});

test.each([
  ["0 9 13 * 5", ["EITHER_DAY"]],
  ["0 0 9 ? * 2", ["QUARTZ_WEEKDAYS"]],
  ["0 0 9 ? * MON", []],
  ["0 0 0 1 1 * 2099", ["FEW_FIRES"]],
])("what somebody should think about is said: %s", async (cron, reasons) => {
  const { warnings } = await person.api.task.preview({ cron });
  expect(warnings.map(({ reason }) => reason)).toEqual(reasons);
});

test("a run that usually lasts longer than two fires are apart is warned of", async () => {
  const taskId = await makeTask(person);
  for (let run = 0; run < 3; run++) {
    const { taskLogId } = await person.api.task.run({ id: taskId });
    await world.database.pool.query(
      `begin; select set_config('hostrun.scope', 'all', true); update e_script_target_log set state = 'succeeded',
        exit_code = 0, ended_at = now() where task_log_id = ${taskLogId};
      update e_script_task_log set state = 'succeeded', batch_pending = 0, succeeded_count = 1,
        started_at = now() - interval '90 seconds', ended_at = now() where id = ${taskLogId}; commit`,
    );
  }
  const { warnings, usualDurationMs } = await person.api.task.preview({ cron: "* * * * *", taskId });
  expect(usualDurationMs).toBe(90_000);
  expect(warnings).toEqual([
    {
      reason: "OVERLAPS",
      message: "Will overlap: a run usually takes 90 s, and two fires are only 60 s apart.",
    },
  ]);
});

test.each([
  [{ cron: "" }, "CRON_EMPTY"],
  [{ cron: "61 * * * *" }, "CRON_UNREADABLE"],
  [{ cron: "0 0 30 2 *" }, "CRON_NEVER"],
  [{ cron: "* * * * * *" }, "CRON_TOO_OFTEN"],
  [{ cron: "@daily", timeZone: "CST" }, "TIME_ZONE_MEANT"],
  [{ cron: "@daily", timeZone: "+08:00" }, "TIME_ZONE_MEANT"],
  [{ cron: "@daily", timeZone: "Mars/Olympus" }, "TIME_ZONE"],
])("what can't be saved is refused with its reason: %j", async (input, reason) => {
  await expect(person.api.task.preview(input)).rejects.toSatisfy((error) =>
    reasonsOf(error).includes(reason),
  );
});

/** Reasons of an error, whether a field's rule or a verb gave them. */
function reasonsOf({ cause }: { cause?: unknown }): unknown[] {
  if (cause instanceof ServiceError) return [cause.reason];
  return cause instanceof ZodError ? cause.issues.map((issue) => refusalOf(issue)) : [];
}

function refusalOf(issue: object): unknown {
  return "params" in issue ? (issue.params as { refusal?: unknown }).refusal : null;
}
