import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notice } from "../db/tables/notice.ts";
import { makeTestContext, openTestWorld, type TestContext, type TestWorld } from "../testing/context.ts";
import { ageNotice, makeDeadNotice, makeTask } from "../testing/factories.ts";
import { clearOldNotices } from "./clear-old.ts";

let world: TestWorld;
let person: TestContext;
let taskId: number;
beforeAll(async () => {
  world = await openTestWorld();
  person = await makeTestContext(world);
  taskId = await makeTask(person);
});
afterAll(() => world?.close());

function change(statement: ReturnType<typeof sql>) {
  return inTenant(asSystem(world.database), (tx) => tx.execute(statement));
}

/** A dead letter with an attempt, made and over so many days ago. */
async function aNotice(days: number): Promise<number> {
  const { tenantId } = person;
  const { noticeId, deliveryId } = await makeDeadNotice(world, { tenantId, taskId, name: "Orders backup" });
  await change(sql`insert into notice_attempt (tenant_id, delivery_id, number, outcome, reason, ended_at)
    values (${tenantId}, ${deliveryId}, 1, 'refused', 'status', now())`);
  await ageNotice(world, noticeId, days);
  return noticeId;
}

const left = async () => {
  const rows = await inTenant(asSystem(world.database), (tx) =>
    tx.select({ id: notice.id }).from(notice).where(eq(notice.tenantId, person.tenantId)).orderBy(notice.id),
  );
  return rows.map(({ id }) => id);
};

test("notices that were over 90 days ago go with their attempts; newer ones, and any that waits, stay", async () => {
  await aNotice(91);
  const newer = await aNotice(89);
  const triedLately = await aNotice(91);
  await change(sql`update notice_delivery set ended_at = now() where notice_id = ${triedLately}`);
  const waiting = await aNotice(91);
  await person.api.notice.retry({ id: waiting });
  const flood = await aNotice(91);
  const folded = await aNotice(91);
  await change(sql`delete from notice_attempt where delivery_id in
    (select id from notice_delivery where notice_id = ${folded})`);
  await change(sql`delete from notice_delivery where notice_id = ${folded}`);
  await change(sql`update notice set state = 'folded', folded_into = ${flood} where id = ${folded}`);
  expect(await clearOldNotices(world.database)).toBe(2);
  expect(await left()).toEqual([newer, triedLately, waiting, flood]);
  expect(await clearOldNotices(world.database)).toBe(1);
  expect(await left()).toEqual([newer, triedLately, waiting]);
  expect(await clearOldNotices(world.database)).toBe(0);
  const attempts = await change(sql`select from notice_attempt where tenant_id = ${person.tenantId}`);
  expect(attempts.rowCount).toBe(3);
});
