import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { makeRun } from "../testing/factories.ts";

let world: TestWorld;
let person: TestContext;
const ids: Record<"long" | "short" | "waiting", number> = { long: 0, short: 0, waiting: 0 };

beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
  for (const name of ["long", "short", "waiting"] as const) ids[name] = (await makeRun(person)).taskLogId;
  const ended = (id: number, started: string, ended: string) =>
    inTenant(asSystem(world.database), (tx) =>
      tx.execute(sql`update e_script_task_log set state = 'succeeded', succeeded_count = 1, batch_pending = 0,
        started_at = ${started}::timestamptz, ended_at = ${ended}::timestamptz where id = ${id}`),
    );
  await ended(ids.long, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z");
  await ended(ids.short, "2026-01-01T02:00:00Z", "2026-01-01T02:00:01Z");
});
afterAll(() => world?.close());

test.each([
  ["duration", "desc", ["long", "short", "waiting"]],
  ["duration", "asc", ["waiting", "short", "long"]],
  ["startedAt", "desc", ["short", "long", "waiting"]],
  ["startedAt", "asc", ["waiting", "long", "short"]],
] as const)(
  "runs are sorted by %s, %s; what has not begun counts as the lowest",
  async (sort, order, names) => {
    const { items } = await person.api.taskLog.list({ sort, order });
    expect(items.map(({ id }) => id)).toEqual(names.map((name) => ids[name]));
  },
);

test.each(["duration", "startedAt"] as const)(
  "a list sorted by %s reads an index, in either order",
  async (sort) => {
    for (const order of ["asc", "desc"] as const) {
      const plan = await explained(sort, order);
      expect(plan).toMatch(/Index Scan( Backward)? using e_script_task_log_by_(start|duration)/);
      expect(plan).not.toContain("Sort");
    }
  },
);

/** The plan of the very statement that a list makes, where reading all rows is out of the question. */
async function explained(sort: "duration" | "startedAt", order: "asc" | "desc"): Promise<string> {
  const column =
    sort === "startedAt"
      ? sql`r.started_at`
      : sql`(extract(epoch from r.ended_at - r.started_at) * 1000)::int8`;
  const direction = order === "asc" ? sql`asc nulls first, r.id asc` : sql`desc nulls last, r.id desc`;
  return inTenant({ database: world.database, scope: { tenantId: person.tenantId } }, async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`);
    await tx.execute(sql`set local enable_bitmapscan = off`);
    const rows = await tx.execute<{ "QUERY PLAN": string }>(sql`explain select * from e_script_task_log r
      where r.tenant_id = ${person.tenantId} order by ${column} ${direction} limit 20`);
    return rows.rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
}
