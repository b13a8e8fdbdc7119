import { makeKeyPair } from "../server/ssh/keys.ts";
import type { HostKey } from "../server/ssh/route.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import {
  addresses,
  atOnce,
  repetitions,
  roundTripMs,
  runWhole,
  script,
  startDelay,
  targetCount,
} from "./hosts.ts";
import { Peers } from "./peers.ts";
import { makeTask, openSetting, type Setting } from "./setting.ts";
import { median, type Table } from "./table.ts";

type Figures = Record<"hostrun" | "jump", number[]>;

interface Place {
  proxy: { address: string; port: number };
  addresses: string[];
  port: number;
}

/** Targets behind one stock proxy, never reached before, beside `ssh -J` over a shared master; near and far. */
export async function benchProxy(): Promise<Table> {
  const setting = await openSetting();
  const key = makeKeyPair("bench");
  const first = await setting.startWorker();
  await first.stop();
  const authorizedKeys = [await setting.publicKey(), key.publicKey];
  const proxy = await startSshd({ authorizedKeys });
  const hosts = await startSshd({ authorizedKeys, everyAddress: true, maxStartups: "1000" });
  const [onProxy, behind] = [["127.0.0.1"], addresses(4, targetCount + 1)];
  const delays = [await startDelay(proxy.port, onProxy), await startDelay(hosts.port, behind)] as const;
  try {
    const at = (port: number) => ({ address: "127.0.0.1", port });
    const here = { proxy: at(proxy.port), addresses: addresses(3, targetCount + 1), port: hosts.port };
    const away = { proxy: at(delays[0].port), addresses: behind, port: delays[1].port };
    const near = await measure(setting, { proxy, hosts }, key, here);
    const far = await measure(setting, { proxy, hosts }, key, away);
    return table(near, far);
  } finally {
    for (const delay of delays) delay.process.kill();
    await Promise.all([proxy.stop(), hosts.stop()]);
    await setting.close();
  }
}

async function measure(
  setting: Setting,
  sshd: { proxy: Sshd; hosts: Sshd },
  key: ReturnType<typeof makeKeyPair>,
  place: Place,
): Promise<Figures> {
  const { name: username } = await testUser({ shell: "sh" });
  const [proxyKey, hostKey] = [onlyKey(sshd.proxy), onlyKey(sshd.hosts)];
  const pinned = { hostKey: hostKey.line, hostKeyFingerprint: hostKey.fingerprint };
  const proxyId = await setting.seed.proxy({ ...place.proxy, username, hostKey: proxyKey.line });
  const [other, ...measured] = place.addresses.map((address) => ({
    ...pinned,
    address,
    port: place.port,
    username,
    proxyId,
  }));
  const scriptId = await setting.seed.script(script);
  const strategy = { concurrency: atOnce, perProxyConcurrency: atOnce };
  const taskId = await makeTask(setting, scriptId, measured, strategy);
  const beside = await makeTask(setting, scriptId, other === undefined ? [] : [other], strategy);
  const peers = await Peers.open(
    { ...place, addresses: measured.map(({ address }) => address), username, hostKey },
    key,
    {
      ...place.proxy,
      hostKey: proxyKey,
    },
  );
  const figures: Figures = { hostrun: [], jump: [] };
  await peers.openJump(place.proxy);
  for (let round = 0; round < repetitions; round++) {
    const worker = await setting.startWorker();
    // The way to the proxy stands, as the peer's master does; the targets have not been reached.
    await runWhole(setting, beside);
    figures.hostrun.push(await runWhole(setting, taskId));
    figures.jump.push(await peers.jump(script, place.proxy));
    await worker.stop();
  }
  await peers.closeJump(place.proxy);
  await peers.close();
  return figures;
}

function onlyKey({ hostKeys: [key] }: Sshd): HostKey {
  if (key === undefined) throw new Error("no host key");
  return key;
}

function table(near: Figures, far: Figures): Table {
  const row = (where: string, figures: Figures): string[] => {
    const [hostrun, jump] = [median(figures.hostrun), median(figures.jump)];
    return [where, (hostrun / jump).toFixed(2), `${Math.round(hostrun)} ms`, `${Math.round(jump)} ms`];
  };
  return {
    title: `Through one proxy, ${targetCount} cold targets, ${atOnce} at once (aims: ≤ 0.55 of ProxyJump, away ≤ 0.85)`,
    head: ["where", "hostrun / jump", "hostrun", "ssh -J over a shared master"],
    rows: [row("loopback", near), row(`${roundTripMs} ms to the proxy, ${roundTripMs} ms on`, far)],
    notes: [
      `The proxy's sshd is as it is installed, and connected to beforehand on both sides; no target was reached before. The platform's key is on the targets, so that both are encrypted end to end. Median of ${repetitions} interleaved repetitions.`,
    ],
  };
}
