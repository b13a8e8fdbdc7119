import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { registerWorker } from "../run/worker-row.ts";
import { createDatabaseForTest } from "../testing/postgres.ts";
import { examineWorkers } from "./workers.ts";

test("that no worker is alive is said, and so is that the last one is about to end", async () => {
  const { database } = await createDatabaseForTest();
  expect(await examineWorkers(database)).toMatchObject({
    part: "worker",
    state: "wrong",
    detail: "none is alive",
  });
  const id = await registerWorker(database, { host: "test", pid: 1, version: "test", publicKey: null });
  expect(await examineWorkers(database)).toMatchObject({ state: "ok", detail: "1 alive" });
  const change = (statement: ReturnType<typeof sql>) =>
    inTenant(asSystem(database), (tx) => tx.execute(statement));
  await change(sql`update worker set draining = true where id = ${id}`);
  expect(await examineWorkers(database)).toMatchObject({ state: "wrong", detail: "all are about to end" });
  await change(sql`update worker set draining = false, heartbeat_at = now() - interval '1 hour'`);
  expect(await examineWorkers(database)).toMatchObject({ state: "wrong", detail: "none is alive" });
});
