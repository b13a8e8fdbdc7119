import { makeKeyPair } from "../server/ssh/keys.ts";
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

const measures = ["hostrun cold", "ssh cold", "hostrun warm", "ssh over masters"] as const;
type Figures = Record<(typeof measures)[number], number[]>;

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
  const figures: Figures = { "hostrun cold": [], "ssh cold": [], "hostrun warm": [], "ssh over masters": [] };
  await peers.master(script);
  for (let round = 0; round < repetitions; round++) {
    const worker = await setting.startWorker();
    figures["hostrun cold"].push(await runWhole(setting, taskId));
    figures["ssh cold"].push(await peers.ssh(script));
    figures["hostrun warm"].push(await runWhole(setting, taskId));
    figures["ssh over masters"].push(await peers.master(script));
    await worker.stop();
  }
  await peers.close();
  return figures;
}

function table(near: Figures, far: Figures): Table {
  const row = (where: string, figures: Figures): string[] => {
    const [cold, sshCold, warm, masters] = measures.map((name) => median(figures[name])) as [
      number,
      number,
      number,
      number,
    ];
    const ms = [cold, sshCold, warm, masters].map((value) => `${Math.round(value)} ms`);
    return [where, (cold / sshCold).toFixed(2), (warm / masters).toFixed(2), ...ms];
  };
  return {
    title: `Fan-out, ${targetCount} targets, ${atOnce} at once (aims: cold ≤ 0.85 of ssh, warm ≤ 0.5 of masters)`,
    head: ["where", "cold / ssh", "warm / masters", ...measures],
    rows: [row("loopback", near), row(`${roundTripMs} ms away`, far)],
    notes: [
      `Hostrun: from the start's transaction to the end's, output stored, by the database's clock. Peers: \`xargs -P32 ssh\` with the same key exchange (curve25519-sha256) and checked host keys, their output read. Median of ${repetitions} interleaved repetitions; cold means a fresh worker without any connection.`,
    ],
  };
}
