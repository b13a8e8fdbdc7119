import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type CommandResult, hostrun } from "../../bin/testing.ts";
import { freePort } from "../free-port.ts";
import { findRunningPostgres } from "../postgres/embedded.ts";

/** The whole product as its user starts it, in a data folder of its own. */
export interface Product {
  url: string;
  folder: string;
  /** Runs another verb of `hostrun` beside it. */
  command(words: string[]): Promise<CommandResult>;
  /** What it has said so far. */
  said(): string;
  /** Ends it in good order; answers its exit code. */
  stop(): Promise<number | null>;
}

/** So long it may take to end, in milliseconds, before it is ended by force. */
const patienceMs = 30_000;

/** Starts the product on a free port of loopback and waits until it says its address; needs the pages built. */
export async function startProduct(settings: Record<string, string> = {}): Promise<Product> {
  const folder = await mkdtemp(path.join(tmpdir(), "hostrun-product-"));
  await chmod(folder, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const own = { HOSTRUN_DATA_DIR: folder, HOSTRUN_HOST: "127.0.0.1", PORT: String(port), ...settings };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "../../bin/hostrun"), "start"], {
    cwd: "/",
    env: { NODE_ENV: "production", PATH: process.env.PATH, ...own },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (said += part));
  const stop = () => end(child, folder);
  while (!said.includes(`Hostrun: ${url}`)) {
    if (!lives(child)) {
      await stop();
      throw new Error(`the product did not start:\n${said}`);
    }
    await delay(50);
  }
  return { url, folder, said: () => said, command: (words) => hostrun(words, own), stop };
}

async function end(child: ChildProcess, folder: string): Promise<number | null> {
  const closed = new Promise((resolve) => (lives(child) ? child.once("exit", resolve) : resolve(null)));
  child.kill("SIGINT");
  await Promise.race([closed, delay(patienceMs, null, { ref: false })]);
  if (lives(child)) child.kill("SIGKILL");
  await (await findRunningPostgres(path.join(folder, "postgres")))?.stop();
  await rm(folder, { recursive: true, force: true });
  return child.exitCode;
}

function lives(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
