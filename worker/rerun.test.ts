import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { script } from "../server/db/tables/script.ts";
import { target } from "../server/db/tables/target.ts";
import { targetLog } from "../server/db/tables/target-log.ts";
import { task } from "../server/db/tables/task.ts";
import { openBoss } from "../server/queue/boss.ts";
import { rerunTaskLog } from "../server/task-log/service.ts";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";

let fleet: Fleet;
let boss: ReturnType<typeof openBoss>;

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  await fleet.startWorker();
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await fleet?.close();
});

const rerun = (input: Parameters<typeof rerunTaskLog>[1]) => rerunTaskLog(fleet.seed.context(boss), input);

/** A run on three hosts that succeeds on the second alone, until the answered file is there. */
async function threeOfWhichTwoFail() {
  const mended = path.join(tmpdir(), `hostrun-mended-${crypto.randomUUID()}`);
  const content = `echo "$1"
    case "$SSH_CONNECTION" in *" 127.2.0.2 "*) exit 0;; esac
    test -e '${mended}'`;
  const hosts = [1, 2, 3].map((number) => ({ address: `127.2.0.${number}` }));
  const taskId = await fleet.makeTask(content, hosts, { arguments: ["as then"] });
  const taskLogId = await fleet.start(taskId);
  await fleet.ended(taskLogId);
  return { taskId, taskLogId, mend: () => writeFile(mended, "") };
}

test("the failed ones run again: the same version, arguments and settings, whatever became of script and task", async () => {
  const { taskId, taskLogId, mend } = await threeOfWhichTwoFail();
  const before = await fleet.read(taskLogId);
  expect(before.targets.map((one) => one.state)).toEqual(["failed", "succeeded", "failed"]);
  await mend();
  await inTenant(asSystem(fleet.database), async (tx) => {
    await tx
      .update(task)
      .set({ arguments: ["as now"], name: "renamed" })
      .where(eq(task.id, taskId));
    await tx.update(script).set({ currentVersion: 9 }).where(eq(script.id, before.log.scriptId));
  });
  const again = await rerun({ id: taskLogId, scope: "failed", reason: "mended" });
  const { log, targets } = await fleet.ended(again.taskLogId);
  expect(again.leftOut).toEqual([]);
  expect(log).toMatchObject({ state: "succeeded", trigger: "rerun", rerunOf: taskLogId, scriptVersion: 1 });
  expect(log).toMatchObject({ taskName: before.log.taskName, reasonGiven: "mended", targetCount: 2 });
  expect(log.strategy).toEqual(before.log.strategy);
  expect(targets.map((one) => one.hostName)).toEqual(
    [before.targets[0], before.targets[2]].map((one) => one?.hostName),
  );
  expect(await fleet.outputOf(targets[0]?.id ?? 0)).toBe("as then\n");
  expect(await fleet.startsOf([...before.targets, ...targets])).toEqual([1, 1, 1, 1, 1]);
});

test("all run again on request, and a deleted host is left out and named", async () => {
  const { taskLogId, mend } = await threeOfWhichTwoFail();
  const before = await fleet.read(taskLogId);
  await mend();
  const gone = before.targets[2];
  await inTenant(asSystem(fleet.database), (tx) =>
    tx
      .update(target)
      .set({ deletedAt: sql`now()` })
      .where(eq(target.id, gone?.targetId ?? 0)),
  );
  const again = await rerun({ id: taskLogId, scope: "all" });
  expect(again.leftOut).toEqual([gone?.hostName]);
  const { log, targets } = await fleet.ended(again.taskLogId);
  expect([log.state, targets.length]).toEqual(["succeeded", 2]);
  const alone = { id: taskLogId, scope: "all" as const, targetLogIds: [gone?.id ?? 0] };
  await expect(rerun(alone)).rejects.toMatchObject({ kind: "CONFLICT", reason: "NOTHING_TO_RERUN" });
});

test("a part of the hosts runs again, and a host of another run is no part", async () => {
  const { taskLogId } = await threeOfWhichTwoFail();
  const before = await fleet.read(taskLogId);
  const one = before.targets[2]?.id ?? 0;
  const again = await rerun({ id: taskLogId, scope: "failed", targetLogIds: [one] });
  const { targets } = await fleet.ended(again.taskLogId);
  expect(targets.map((host) => host.targetId)).toEqual([before.targets[2]?.targetId]);
  const other = { id: taskLogId, scope: "all" as const, targetLogIds: [targets[0]?.id ?? 0] };
  await expect(rerun(other)).rejects.toMatchObject({ kind: "NOT_FOUND" });
});

test("a run that goes on is not run again", async () => {
  const taskLogId = await fleet.start(await fleet.makeTask("sleep 30", 1));
  await expect(rerun({ id: taskLogId, scope: "all" })).rejects.toMatchObject({ reason: "RUN_NOT_ENDED" });
  await fleet.cancel(taskLogId);
  await fleet.ended(taskLogId);
});

test("where the script may still be running, a person says that it may run beside itself", async () => {
  const taskLogId = await fleet.start(await fleet.makeTask("true", 1));
  await fleet.cancel(taskLogId);
  const { targets } = await fleet.ended(taskLogId);
  const { id = 0, hostName: name = "" } = targets[0] ?? {};
  // As a worker writes it that could not end the script.
  await inTenant(asSystem(fleet.database), async (tx) => {
    await tx.execute(sql`alter table e_script_target_log disable trigger user`);
    await tx.update(targetLog).set({ state: "lost", reason: "still_running" }).where(eq(targetLog.id, id));
    await tx.execute(sql`alter table e_script_target_log enable trigger user`);
  });
  await expect(rerun({ id: taskLogId, scope: "failed" })).rejects.toMatchObject({
    reason: "STILL_RUNNING",
    values: { names: name },
  });
  const again = await rerun({ id: taskLogId, scope: "failed", confirmStillRunning: true });
  await fleet.cancel(again.taskLogId);
  await fleet.ended(again.taskLogId);
});
