import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface RunningSshd {
  pid: number;
  log(): string;
  /** Ends the listening server; its open sessions live on. */
  stop(): Promise<void>;
}

const candidates = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"];

/**
 * Starts sshd on the configuration in `directory` and waits until it says that it listens.
 *
 * @param within words in front of its command, which become it
 */
export async function runSshd(directory: string, within: string[] = []): Promise<RunningSshd> {
  const file = join(directory, "log");
  const before = readLog(file).length;
  const [program = "", ...words] = [...within, sshdPath(), ...sshdArguments(directory, file)];
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const log = () => readLog(file);
  await waitUntilListening(child, () => log().slice(before));
  if (child.exitCode !== null || child.pid === undefined) {
    throw new Error(`sshd did not start: ${complaint}${log().slice(before)}`);
  }
  return {
    pid: child.pid,
    log,
    stop: async () => {
      process.off("exit", endWithUs);
      await end(child);
    },
  };
}

function sshdPath(): string {
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined)
    throw new Error("sshd is missing: `apt-get install openssh-server` (npm test does it)");
  return path;
}

function sshdArguments(directory: string, logFile: string): string[] {
  // The directory that sshd shuts itself into before a login; only its service makes it.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const configured = ["-f", join(directory, "sshd_config")];
  // From 9.8 on sshd shuts out an address after some failed logins; tests fail them on purpose.
  const lenient = ["-o", "PerSourcePenalties=no"];
  const understood = spawnSync(sshdPath(), ["-t", ...configured, ...lenient]).status === 0;
  return ["-D", ...configured, "-E", logFile, ...(understood ? lenient : [])];
}

async function waitUntilListening(child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!log().includes("Server listening on") && child.exitCode === null && Date.now() < deadline) {
    await delay(5);
  }
}

function readLog(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
