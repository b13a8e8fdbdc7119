import { afterAll, beforeAll, expect, test } from "vitest";
import { openBoss } from "../server/queue/boss.ts";
import { makeKeyPair } from "../server/ssh/keys.ts";
import { importKey } from "../server/ssh-key/import.ts";
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

test("a run whose key is replaced meanwhile goes on and is stopped, and the next one logs in with the new key", async () => {
  const taskId = await fleet.makeTask("echo begun; sleep 300", 2);
  const first = await fleet.start(taskId);
  const states = async () => (await fleet.read(first)).targets.map(({ state }) => state);
  await expect.poll(states, { timeout: 10_000 }).toEqual(["running", "running"]);
  const own = makeKeyPair("new");
  await fleet.sshd.authorize(own.publicKey);
  const ctx = { ...fleet.seed.context(boss), chosenTenantId: fleet.seed.tenantId };
  await importKey(ctx, { privateKey: own.privateKey, replace: true });
  expect(await states()).toEqual(["running", "running"]);

  const second = await fleet.start(await fleet.makeTask("true", 1));
  expect((await fleet.ended(second)).log.state).toBe("succeeded");
  expect(fleet.sshd.log()).toContain(own.fingerprint);

  const logins = fleet.sshd.count(/Accepted publickey/);
  await fleet.cancel(first);
  expect((await fleet.ended(first)).targets.map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
  expect(fleet.sshd.count(/Accepted publickey/)).toBe(logins);
});
