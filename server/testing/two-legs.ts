/**
 * A network of its own, laid out in namespaces of the kernel: a worker's side that knows no way to the targets, a
 * proxy with a leg in each, and targets that know the proxy's inner leg alone.
 *
 *     worker ── outer leg │ proxy │ inner leg ── targets
 *        └──── trap: whatever the worker sends anywhere else ends here, and is counted
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";

export interface TwoLegs {
  /** Names of the namespaces, to start processes in. */
  worker: string;
  proxy: string;
  targets: string;
  proxyAddress: string;
  /** The proxy's, as targets see it. */
  innerAddress: string;
  targetAddresses: string[];
  /** Packets that the worker's side has sent to anywhere but the proxy. */
  strayPackets(): Promise<number>;
  close(): Promise<void>;
}

const run = promisify(execFile);
const ip = async (...words: string[]) => (await run("ip", words)).stdout;

/** How a command is run inside a namespace: these words in front of it. */
export function inNamespace(name: string): string[] {
  return ["ip", "netns", "exec", name];
}

/** Why this machine lays out no network for us; null where it does. */
export async function whyNoNamespaces(): Promise<string | null> {
  const name = `hostrun-try-${process.pid}`;
  try {
    await ip("netns", "add", name);
    await ip("netns", "delete", name);
    return null;
  } catch (error) {
    return `no network namespaces on this machine: ${(error as Error).message.split("\n").join(" ")}`;
  }
}

/** Lays the network out. */
export async function layOutTwoLegs(targetCount: number): Promise<TwoLegs> {
  const id = randomBytes(3).toString("hex");
  const named = (name: string) => `hostrun-${id}-${name}`;
  const [worker, proxy, targets, trap] = [named("worker"), named("proxy"), named("targets"), named("trap")];
  const [proxyAddress, innerAddress] = ["10.213.1.2", "10.213.2.1"];
  const targetAddresses = Array.from({ length: targetCount }, (_, index) => `10.213.2.${index + 10}`);
  const all = [worker, proxy, targets, trap];
  await batch([
    ...all.map((name) => `netns add ${name}`),
    `link add out0 netns ${worker} type veth peer name outer0 netns ${proxy}`,
    `link add inner0 netns ${proxy} type veth peer name in0 netns ${targets}`,
    `link add trap0 netns ${worker} type veth peer name end0 netns ${trap}`,
  ]);
  await setUp(targets, { in0: targetAddresses });
  await setUp(proxy, { outer0: [proxyAddress], inner0: [innerAddress] });
  await setUp(trap, { end0: ["10.213.3.2"] });
  await setUp(worker, { out0: ["10.213.1.1"], trap0: ["10.213.3.1"] }, ["route add default via 10.213.3.2"]);
  return {
    worker,
    proxy,
    targets,
    proxyAddress,
    innerAddress,
    targetAddresses,
    strayPackets: async () => {
      const [link] = JSON.parse(await ip("-n", worker, "-s", "-j", "link", "show", "trap0"));
      return link.stats64.tx.packets;
    },
    close: () => batch(all.map((name) => `netns delete ${name}`)),
  };
}

/** One that forwards nothing by itself, and says nothing by itself either. */
const quiet = ["ipv4/ip_forward 0", "ipv6/conf/all/disable_ipv6 1", "ipv6/conf/default/disable_ipv6 1"]
  .map((setting) => setting.split(" "))
  .map(([file, value]) => `echo ${value} > /proc/sys/net/${file}`)
  .join("; ");

async function setUp(namespace: string, links: Record<string, string[]>, more: string[] = []): Promise<void> {
  await run("ip", ["netns", "exec", namespace, "sh", "-ec", quiet]);
  const lines = Object.entries(links).flatMap(([link, addresses]) => [
    ...addresses.map((address) => `address add ${address}/24 dev ${link}`),
    `link set ${link} up`,
  ]);
  await batch(["link set lo up", ...lines, ...more], "-n", namespace);
}

async function batch(lines: string[], ...words: string[]): Promise<void> {
  const running = run("ip", [...words, "-batch", "-"]);
  running.child.stdin?.end(`${lines.join("\n")}\n`);
  await running;
}
