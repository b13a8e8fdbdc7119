import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { KeyPair } from "../server/ssh/keys.ts";
import type { HostKey } from "../server/ssh/route.ts";

/** OpenSSH's own client, run on many hosts by xargs: what people do without a tool. */
export class Peers {
  readonly #folder: string;
  readonly #hosts: string[];
  readonly #options: string[];

  private constructor(folder: string, hosts: string[], options: string[]) {
    this.#folder = folder;
    this.#hosts = hosts;
    this.#options = options;
  }

  static async open(
    hosts: { addresses: string[]; port: number; username: string; hostKey: HostKey },
    key: KeyPair,
    proxy?: { address: string; port: number; hostKey: HostKey },
  ): Promise<Peers> {
    const folder = await mkdtemp(path.join(tmpdir(), "hostrun-peers-"));
    const known = hosts.addresses.map((address) => `[${address}]:${hosts.port} ${hosts.hostKey.line}`);
    if (proxy !== undefined) known.push(`[${proxy.address}]:${proxy.port} ${proxy.hostKey.line}`);
    await writeFile(path.join(folder, "known_hosts"), `${known.join("\n")}\n`);
    await writeFile(path.join(folder, "key"), key.privateKey, { mode: 0o600 });
    const settings = {
      BatchMode: "yes",
      StrictHostKeyChecking: "yes",
      UserKnownHostsFile: path.join(folder, "known_hosts"),
      GlobalKnownHostsFile: "/dev/null",
      IdentityFile: path.join(folder, "key"),
      IdentitiesOnly: "yes",
      KexAlgorithms: "curve25519-sha256",
      PreferredAuthentications: "publickey",
    };
    const options = ["-F", "/dev/null", "-p", String(hosts.port), ...flags(settings), "-l", hosts.username];
    return new Peers(folder, hosts.addresses, options);
  }

  /** `xargs -P32 ssh`, a connection for each; milliseconds. */
  ssh(script: string): Promise<number> {
    return this.#xargs(script, []);
  }

  /** The same over a master connection for each host; the first time makes them. */
  master(script: string): Promise<number> {
    const master = {
      ControlMaster: "auto",
      ControlPersist: "120",
      ControlPath: path.join(this.#folder, "%h"),
    };
    return this.#xargs(script, flags(master));
  }

  /** `ssh -J` over one master connection to the proxy, which stands by {@link openJump}. */
  jump(script: string, proxy: { address: string; port: number }): Promise<number> {
    // What -J stands for, with options of its own for the way to the proxy.
    const way = ["ssh", ...this.#toProxy(proxy), "-W", "[%h]:%p", proxy.address];
    return this.#xargs(script, flags({ ProxyCommand: way.join(" ") }));
  }

  /** Makes the master connection to the proxy, which the others share. */
  async openJump(proxy: { address: string; port: number }): Promise<void> {
    const master = flags({ ControlMaster: "yes", ControlPersist: "120" });
    await run("ssh", [...this.#toProxy(proxy), ...master, proxy.address, "true"], "");
  }

  /** Ends the master connection to the proxy. */
  async closeJump(proxy: { address: string }): Promise<void> {
    const control = `ControlPath=${path.join(this.#folder, "proxy")}`;
    await run("ssh", ["-F", "/dev/null", "-o", control, "-O", "exit", proxy.address], "", false);
  }

  async close(): Promise<void> {
    const path_ = path.join(this.#folder, "%h");
    await run(
      "xargs",
      ["-P32", "-I{}", "ssh", "-F", "/dev/null", "-o", `ControlPath=${path_}`, "-O", "exit", "{}"],
      this.#hosts.join("\n"),
      false,
    );
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Of two ports ssh takes the first. */
  #toProxy({ port }: { port: number }): string[] {
    return [
      "-p",
      String(port),
      ...this.#options,
      ...flags({ ControlPath: path.join(this.#folder, "proxy") }),
    ];
  }

  async #xargs(script: string, more: string[]): Promise<number> {
    const start = performance.now();
    const output = await run(
      "xargs",
      ["-P32", "-I{}", "ssh", ...this.#options, ...more, "{}", script],
      this.#hosts.join("\n"),
    );
    const ms = performance.now() - start;
    const said = output.split("\n").filter((line) => line === "done").length;
    if (said !== this.#hosts.length)
      throw new Error(`${said} of ${this.#hosts.length} hosts answered the peer`);
    return ms;
  }
}

function flags(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

function run(program: string, words: string[], input: string, must = true): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["pipe", "pipe", must ? "inherit" : "ignore"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 || !must ? resolve(output) : reject(new Error(`${program} ended with ${code}`)),
    );
    child.stdin.end(`${input}\n`);
  });
}
