import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, inTenant } from "../server/db/in-tenant.ts";
import { proxy, target } from "../server/db/tables/target.ts";
import { openBoss } from "../server/queue/boss.ts";
import { testHost } from "../server/target/connection-test.ts";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";

let fleet: Fleet;
let boss: ReturnType<typeof openBoss>;
/** It knows nobody: whoever logs in there was not held up by its key. */
let stranger: Sshd;
let username: string;

beforeAll(async () => {
  fleet = await openFleet();
  boss = openBoss(fleet.database.settings, "sender");
  await boss.start();
  stranger = await startSshd({ authorizedKeys: [], logLevel: "DEBUG1" });
  username = (await testUser({ shell: "sh" })).name;
  await fleet.startWorker();
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await stranger?.stop();
  await fleet?.close();
});

const own = () => ({ username, address: "127.0.0.1", port: fleet.sshd.port });
const pinnedOtherwise = () => ({
  username,
  address: "127.0.0.1",
  port: stranger.port,
  hostKey: fleet.sshd.hostKeys[0]?.line,
});

async function rowOf(kind: "target" | "proxy", id: number) {
  const table = kind === "target" ? target : proxy;
  const rows = await inTenant(asSystem(fleet.database), (tx) => tx.select().from(table));
  return rows.find((row) => row.id === id);
}

test("a host that answers is looked around, and its key is pinned", async () => {
  const [id = 0] = await fleet.seed.targets([own()]);
  const { ok, status, steps } = await testHost(fleet.seed.context(boss), "target", { id });
  expect({ ok, status }).toEqual({ ok: true, status: "ok" });
  expect(steps.map((step) => step.name)).toEqual(
    ["dns", "tcp", "host_key", "login", "shell", "interpreters", "directory", "clock"].map(
      (name) => `target.${name}`,
    ),
  );
  expect(await rowOf("target", id)).toMatchObject({
    connectionStatus: "ok",
    hostKey: fleet.sshd.hostKeys[0]?.line,
  });
});

test("a changed key blocks the host it is of: not the one behind it", async () => {
  const proxyId = await fleet.seed.proxy(pinnedOtherwise());
  const [behind = 0, changed = 0] = await fleet.seed.targets([{ ...own(), proxyId }, pinnedOtherwise()]);
  const ctx = fleet.seed.context(boss);
  const throughProxy = await testHost(ctx, "target", { id: behind });
  expect(throughProxy).toMatchObject({ ok: false, status: "unreachable" });
  expect(throughProxy.steps.at(-1)).toMatchObject({ name: "proxy.host_key", reason: "host_key" });
  expect(await rowOf("target", behind)).toMatchObject({
    connectionStatus: "unreachable",
    offeredHostKey: null,
  });
  expect(await rowOf("proxy", proxyId)).toMatchObject({
    connectionStatus: "host_key_changed",
    offeredHostKey: stranger.hostKeys[0]?.line,
  });
  expect(await testHost(ctx, "target", { id: changed })).toMatchObject({ status: "host_key_changed" });
  expect(stranger.count(/userauth-request/)).toBe(0);
});

test("a login that the proxy refuses says nothing of the host behind it", async () => {
  const proxyId = await fleet.seed.proxy({ username, address: "127.0.0.1", port: stranger.port });
  const [behind = 0] = await fleet.seed.targets([{ ...own(), proxyId }]);
  const ctx = fleet.seed.context(boss);
  expect(await testHost(ctx, "target", { id: behind })).toMatchObject({ status: "unreachable" });
  expect(await testHost(ctx, "proxy", { id: proxyId })).toMatchObject({ status: "auth_failed" });
});
