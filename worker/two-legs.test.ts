import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoginMode } from "../server/domain/login-mode.ts";
import { openBoss } from "../server/queue/boss.ts";
import { testHost } from "../server/target/connection-test.ts";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";
import { identityOf, testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { inNamespace, layOutTwoLegs, type TwoLegs, whyNoNamespaces } from "../server/testing/two-legs.ts";

const why = await whyNoNamespaces();
const modes: LoginMode[] = ["platform_key", "proxy_identity"];
const hostsOfMode = 3;

let fleet: Fleet;
let boss: ReturnType<typeof openBoss>;
let network: TwoLegs;
let proxy: Sshd;
/** One that the platform's key opens, and one that the proxy's own key opens. */
let hosts: Record<LoginMode, Sshd>;
let username: string;
let proxyId: number;
let closeWayToDatabase: () => Promise<void>;

describe.skipIf(why !== null)(`a proxy with two legs ${why ?? ""}`.trim(), () => {
  beforeAll(async () => {
    [network, fleet] = await Promise.all([layOutTwoLegs(2 * hostsOfMode), openFleet()]);
    boss = openBoss(fleet.database.settings, "sender");
    await boss.start();
    const user = await testUser({ shell: "sh", name: "legs" });
    username = user.name;
    const identity = await identityOf(user);
    const within = inNamespace(network.targets);
    const anywhere = { address: "0.0.0.0", within };
    const [onProxy, withKey, withIdentity] = await Promise.all([
      startSshd({
        authorizedKeys: [fleet.platformKey],
        address: network.proxyAddress,
        within: inNamespace(network.proxy),
      }),
      startSshd({ authorizedKeys: [fleet.platformKey], ...anywhere }),
      startSshd({ authorizedKeys: [identity], ...anywhere }),
    ]);
    proxy = onProxy;
    hosts = { platform_key: withKey, proxy_identity: withIdentity };
    proxyId = await fleet.seed.proxy({ username, address: network.proxyAddress, port: proxy.port });
    const way = await openWayToDatabase(fleet.url);
    closeWayToDatabase = way.close;
    const settings = { DATABASE_URL: way.url, HOSTRUN_ALLOW_LOOPBACK_TARGETS: "false" };
    await fleet.startWorker(settings, inNamespace(network.worker));
  });
  afterAll(async () => {
    await fleet?.close();
    await boss?.stop({ graceful: false });
    await closeWayToDatabase?.();
    for (const sshd of [proxy, ...Object.values(hosts ?? {})]) await sshd?.stop();
    await network?.close();
  });

  /** Where the hosts of a mode are; every address is the mode's one server. */
  function hostsOf(loginMode: LoginMode) {
    const from = loginMode === "platform_key" ? 0 : hostsOfMode;
    const addresses = network.targetAddresses.slice(from, from + hostsOfMode);
    const { port } = hosts[loginMode];
    return addresses.map((address) => ({ address, port, username, proxyId, loginMode }));
  }

  test.each(modes)(
    "with %s, a run on targets that only the proxy reaches dials nobody but the proxy",
    async (mode) => {
      const taskId = await fleet.makeTask("hostname >/dev/null; echo there", hostsOf(mode));
      const { log, targets } = await fleet.ended(await fleet.start(taskId));
      expect(targets.map(({ state }) => state)).toEqual(Array(hostsOfMode).fill("succeeded"));
      expect(log).toMatchObject({ state: "succeeded" });
      expect(await fleet.startsOf(targets)).toEqual(Array(hostsOfMode).fill(1));
      const from = [...hosts[mode].log().matchAll(/Connection from (\S+) /g)].map(([, address]) => address);
      expect(new Set(from)).toEqual(new Set([network.innerAddress]));
      expect(await network.strayPackets()).toBe(0);
    },
  );

  test.each(modes)("with %s, a test of such a target goes through the proxy at every step", async (mode) => {
    const [id = 0] = await fleet.seed.targets(hostsOf(mode).slice(0, 1));
    const { ok, steps } = await testHost(fleet.seed.context(boss), "target", { id });
    expect(steps.filter((step) => !step.ok)).toEqual([]);
    expect(ok).toBe(true);
    expect(await network.strayPackets()).toBe(0);
  });

  test.each(modes)("with %s, a run there is stopped, and dials nobody but the proxy for it", async (mode) => {
    const taskId = await fleet.makeTask("echo begun; sleep 300", hostsOf(mode));
    const taskLogId = await fleet.start(taskId);
    const running = async () => (await fleet.read(taskLogId)).targets.map(({ state }) => state);
    await expect.poll(running, { timeout: 15_000 }).toEqual(Array(hostsOfMode).fill("running"));
    await fleet.cancel(taskLogId);
    const { log, targets } = await fleet.ended(taskLogId);
    expect(targets.map(({ state }) => state)).toEqual(Array(hostsOfMode).fill("cancelled"));
    expect(log.state).toBe("cancelled");
    expect(await network.strayPackets()).toBe(0);
  });

  test("a host that is to be dialled directly is not reached there, and the trap sees the attempt", async () => {
    const [first] = hostsOf("platform_key");
    const strategy = { connectTimeoutSeconds: 2, connectRetries: 0 };
    const taskId = await fleet.makeTask("true", [{ ...first, proxyId: null }], { strategy });
    const { targets } = await fleet.ended(await fleet.start(taskId));
    expect(targets.map(({ state }) => state)).toEqual(["unreachable"]);
    expect(await network.strayPackets()).toBeGreaterThan(0);
  });
});

/** The database is on another network than the worker: a socket in a folder leads to it. */
async function openWayToDatabase(url: string): Promise<{ url: string; close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-way-"));
  const far = new URL(url);
  const server = net.createServer((near) => {
    const there = net.connect({ host: far.hostname, port: Number(far.port) });
    near.pipe(there).pipe(near);
    near.on("error", () => there.destroy());
    there.on("error", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(path.join(folder, `.s.PGSQL.${far.port}`), resolve));
  far.searchParams.set("host", folder);
  return {
    url: far.href,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
