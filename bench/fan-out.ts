import { makeKeyPair } from "../server/ssh/keys.ts";
import { testUser } from "../server/testing/sshd/test-user.ts";
import { type Sshd, startSshd } from "../server/testing/sshd.ts";
import { childrenCpuMs, endedChildrenCpuMs } from "./cpu.ts";
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

const measures = ["hostrun cold", "ssh cold", "hostrun warm", "ssh over masters"] as const;
/** CPU of a run on all hosts, while none of them had been reached. */
const costs = ["worker", "database", "ssh"] as const;
type Figures = Record<(typeof measures | typeof costs)[number], number[]>;

/** Many hosts at once, cold and warm, beside OpenSSH's own client in the same run; on loopback and 50 ms away. */
export async function benchFanOut(): Promise<Table> {
  const setting = await openSetting();
  const key = makeKeyPair("bench");
  const first = await setting.startWorker();
  await first.stop();
  const sshd = await startSshd({
    authorizedKeys: [await setting.publicKey(), key.publicKey],
    everyAddress: true,
    maxStartups: "1000",
  });
  try {
    const near = await measure(setting, sshd, key, { addresses: addresses(1), port: sshd.port });
    const away = addresses(2);
    const delay = await startDelay(sshd.port, away);
    const far = await measure(setting, sshd, key, { addresses: away, port: delay.port });
    delay.process.kill();
    return table(near, far);
  } finally {
    await sshd.stop();
    await setting.close();
  }
}

async function measure(
  setting: Setting,
  sshd: Sshd,
  key: ReturnType<typeof makeKeyPair>,
  hosts: { addresses: string[]; port: number },
): Promise<Figures> {
  const { name: username } = await testUser({ shell: "sh" });
  const [hostKey] = sshd.hostKeys;
  if (hostKey === undefined) throw new Error("no host key");
  const targets = hosts.addresses.map((address) => ({
    address,
    port: hosts.port,
    username,
    hostKey: hostKey.line,
    hostKeyFingerprint: hostKey.fingerprint,
  }));
  const taskId = await makeTask(setting, await setting.seed.script(script), targets, { concurrency: atOnce });
  const peers = await Peers.open({ ...hosts, username, hostKey }, key);
  const none = [...measures, ...costs].map((name) => [name, []]);
  const figures: Figures = Object.fromEntries(none);
  await peers.master(script);
  for (let round = 0; round < repetitions; round++) {
    const worker = await setting.startWorker();
    const used = [await childrenCpuMs("worker/index"), await childrenCpuMs("bin/postgres")] as const;
    figures["hostrun cold"].push(await runWhole(setting, taskId));
    figures.worker.push((await childrenCpuMs("worker/index")) - used[0]);
    figures.database.push((await childrenCpuMs("bin/postgres")) - used[1]);
    const before = await endedChildrenCpuMs();
    figures["ssh cold"].push(await peers.ssh(script));
    figures.ssh.push((await endedChildrenCpuMs()) - before);
    figures["hostrun warm"].push(await runWhole(setting, taskId));
    figures["ssh over masters"].push(await peers.master(script));
    await worker.stop();
  }
  await peers.close();
  return figures;
}

function table(near: Figures, far: Figures): Table {
  const row = (where: string, figures: Figures): string[] => {
    const of = (name: keyof Figures) => median(figures[name]);
    const ratios = [
      of("hostrun cold") / of("ssh cold"),
      of("hostrun warm") / of("ssh over masters"),
      of("worker") / of("ssh"),
    ].map((ratio) => ratio.toFixed(2));
    const times = measures.map((name) => `${Math.round(of(name))} ms`);
    const perHost = costs.map((name) => `${(of(name) / targetCount).toFixed(1)} ms`);
    return [where, ...ratios, ...times, ...perHost];
  };
  return {
    title: `Fan-out, ${targetCount} targets, ${atOnce} at once (aims: cold ≤ 0.85 of ssh, warm ≤ 0.5 of masters, the worker's CPU ≤ 0.4 of ssh's)`,
    head: [
      "where",
      "cold / ssh",
      "warm / masters",
      "CPU / ssh",
      ...measures,
      ...costs.map((name) => `${name} CPU a host`),
    ],
    rows: [row("loopback", near), row(`${roundTripMs} ms away`, far)],
    notes: [
      `Hostrun: from the start's transaction to the end's, output stored, by the database's clock. Peers: \`xargs -P32 ssh\` with the same key exchange (curve25519-sha256) and checked host keys, their output read. Median of ${repetitions} interleaved repetitions; cold means a fresh worker without any connection. CPU is that of the cold runs, by the kernel's accounting; it holds what a fresh worker and its database connections need once, and the database's also what the benchmark asks it.`,
    ],
  };
}
