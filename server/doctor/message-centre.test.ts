import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { makeTestContext, openTestWorld } from "../testing/context.ts";
import { makeDeadNotice, makeTask } from "../testing/factories.ts";
import { examineMessageCentre } from "./message-centre.ts";

const manager = { MANAGER_URL: "https://manager.example" };

test("that the message centre does not take what it is given is said with why, until it takes something", async () => {
  const world = await openTestWorld();
  try {
    const { database } = world;
    const change = (statement: ReturnType<typeof sql>) =>
      inTenant(asSystem(database), (tx) => tx.execute(statement));
    expect(await examineMessageCentre(database, { MANAGER_URL: undefined })).toEqual([]);
    expect(await examineMessageCentre(database, manager)).toMatchObject([
      { part: "message centre", state: "skipped", detail: "nothing was sent to it yet" },
    ]);
    const person = await makeTestContext(world);
    const { tenantId } = person;
    const taskId = await makeTask(person);
    const { deliveryId } = await makeDeadNotice(world, { tenantId, taskId, name: "Orders backup" });
    await change(sql`insert into notice_attempt (tenant_id, delivery_id, number, outcome, reason, ended_at)
      values (${tenantId}, ${deliveryId}, 1, 'refused', 'status', '2026-11-28T02:00:00Z')`);
    const failing = {
      part: "message centre",
      state: "wrong",
      detail: expect.stringMatching(/last attempt at 2026-11-28T02:00:00.000Z; 0 waiting, 1 not delivered/),
      cure: expect.stringMatching(/^Check MANAGER_URL/),
    };
    expect(await examineMessageCentre(database, manager)).toMatchObject([failing]);
    // What was sent before somebody took the setting away is not forgotten.
    expect(await examineMessageCentre(database, { MANAGER_URL: undefined })).toMatchObject([failing]);
    await change(sql`insert into notice_attempt (tenant_id, delivery_id, number, outcome, ended_at)
      values (${tenantId}, ${deliveryId}, 2, 'delivered', '2026-11-28T02:01:00Z')`);
    await change(sql`update notice_delivery set state = 'delivered', attempts = 2 where id = ${deliveryId}`);
    expect(await examineMessageCentre(database, manager)).toMatchObject([
      {
        state: "ok",
        detail: "took the last notice at 2026-11-28T02:01:00.000Z; 0 waiting, 0 not delivered",
      },
    ]);
  } finally {
    await world.close();
  }
});
