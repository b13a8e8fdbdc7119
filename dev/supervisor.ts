import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { logger } from "../server/logger.ts";
import { waitForEnd } from "./process.ts";

/** Waits between starts of a part that keeps dying: the first within 2 s, then longer, 30 s at most. */
const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** A part that lived so long counts as healthy again. */
const healthyMs = 60_000;
/** How long a part may take to end by itself, beyond what it was given for its work. */
const endMs = 15_000;

export interface PartOptions {
  name: string;
  /** A script that reports `ready` to its parent (`server/process.ts`), and its words. */
  script: string;
  words?: string[];
  env: NodeJS.ProcessEnv;
  /** Where it works; absent: here. */
  folder?: string;
  /** Sent to it at its start, where it waits for that. */
  message?: object;
  /** Time that it may need to end in good order, besides the usual. */
  drainSeconds?: number;
}

/** A process of ours that is started again when it dies. */
export class Part {
  readonly #options: PartOptions;
  #child: ChildProcess | null = null;
  #stopping = false;
  #waitMs = firstWaitMs;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  /** Starts it and resolves once it is ready; rejects where its first start fails. */
  async start(): Promise<void> {
    await this.#launch();
  }

  /** Ends it in good order, by force only where it does not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const patienceMs = (this.#options.drainSeconds ?? 0) * 1_000 + endMs;
    if (!(await waitForEnd(child.pid, patienceMs))) child.kill("SIGKILL");
  }

  #launch(): Promise<void> {
    const { name, script, words = [], env, folder, message } = this.#options;
    // A process group of its own: Ctrl-C reaches the supervisor alone, which ends the parts in their order.
    const child = spawn(process.execPath, [script, ...words], {
      env,
      cwd: folder,
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child = child;
    if (message !== undefined) child.send(message);
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        reject(new Error(`${name} ended at its start (${signal ?? code})`));
        if (this.#stopping) return;
        if (performance.now() - startedAt > healthyMs) this.#waitMs = firstWaitMs;
        void this.#startAgain(code, signal);
      });
    });
  }

  async #startAgain(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    const waitMs = this.#waitMs;
    this.#waitMs = Math.min(waitMs * 2, longestWaitMs);
    logger.warn({ part: this.#options.name, code, signal, waitMs }, "a part died and is started again");
    await delay(waitMs);
    if (!this.#stopping) await this.#launch().catch(() => {});
  }
}
