import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoginMode } from "../server/domain/login-mode.ts";
import { type Fleet, openFleet } from "../server/testing/fleet.ts";
import { identityOf, testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";

const targetCount = 30;

let fleet: Fleet;
/** As it is installed: MaxStartups 10:30:100, MaxSessions 10. */
let proxy: Sshd;
/** Hosts that the platform's key opens, and those that the proxy's own key opens. */
let hosts: Record<LoginMode, Sshd>;
let username: string;
let proxyId: number;

beforeAll(async () => {
  fleet = await openFleet();
  const user = await testUser({ shell: "sh", name: "behind" });
  username = user.name;
  const wide = { everyAddress: true, maxStartups: "1000" };
  proxy = await startSshd({ authorizedKeys: [fleet.platformKey], logLevel: "DEBUG1" });
  hosts = {
    platform_key: fleet.sshd,
    proxy_identity: await startSshd({ authorizedKeys: [await identityOf(user)], ...wide }),
  };
  const [hostKey] = proxy.hostKeys;
  proxyId = await fleet.seed.proxy({
    username,
    address: "127.0.0.1",
    port: proxy.port,
    hostKey: hostKey?.line ?? "",
  });
  await fleet.startWorker({ HOSTRUN_WORKER_SLOTS: "40" });
});
afterAll(async () => {
  await fleet?.close();
  await proxy?.stop();
  await hosts?.proxy_identity.stop();
});

test.each<LoginMode>(["platform_key", "proxy_identity"])(
  `${targetCount} targets at once behind one stock proxy run without a drop, with %s`,
  async (loginMode) => {
    const { port } = hosts[loginMode];
    const behind = Array.from({ length: targetCount }, () => ({ username, port, proxyId, loginMode }));
    const strategy = { concurrency: targetCount, connectRetries: 0, connectTimeoutSeconds: 60 };
    const taskId = await fleet.makeTask("sleep 1; echo there", behind, { strategy });
    const { log, targets } = await fleet.ended(await fleet.start(taskId), 100_000);
    expect(targets.map(({ state }) => state)).toEqual(Array(targetCount).fill("succeeded"));
    expect(log).toMatchObject({ state: "succeeded", succeededCount: targetCount });
    expect(await fleet.startsOf(targets)).toEqual(Array(targetCount).fill(1));
    expect(proxy.count(/drop connection|MaxStartups|no more sessions/)).toBe(0);
  },
  120_000,
);
