import { setTimeout as delay } from "node:timers/promises";
import { processMetrics } from "../metrics.ts";
import type { Live } from "./live.ts";
import { Permit } from "./permit.ts";
import { untilTurn } from "./turn.ts";

/** A viewer reads anew this often at most, and no more than a fifth of its time: a big run costs more to read. */
const restMs = { least: 200, most: 2_000 };
const restPerRead = 4;
/** Notifications are hints: without one, a viewer looks this often. */
const lookMs = 5_000;

/** The rhythm of a stream over one run: waits for news of it, and ends when it may not go on. */
export class Changes {
  readonly #permit: Permit;
  readonly #off: (() => void)[];
  #news = true;
  #wake: (() => void) | null = null;
  #readAt: number | null = null;

  /** Listens from the first moment on, so that nothing falls between the first read and the first wait. */
  constructor(live: Live, taskLogId: number, signal: AbortSignal | undefined) {
    this.#permit = new Permit(live, signal);
    const heard = (ids: string) => {
      if (ids.split(",").includes(String(taskLogId))) this.#tell();
    };
    const tell = () => this.#tell();
    this.#off = [live.listener.on("hostrun_task_log", heard), live.listener.onReconnect(tell)];
    this.#permit.ends.addEventListener("abort", tell, { once: true });
    processMetrics().viewers.inc();
  }

  /** Resolves to true when it is time to read, at the first call soon; false when the stream ends. */
  async next(): Promise<boolean> {
    if (this.#readAt !== null) await this.#rest(performance.now() - this.#readAt);
    if (!this.#news && !this.#permit.ends.aborted) await this.#wait(lookMs);
    await untilTurn(this.#permit.ends);
    if (!(await this.mayGoOn())) return false;
    this.#news = false;
    this.#readAt = performance.now();
    return true;
  }

  /** Whether the stream goes on; whoever tells much asks between two parts of it. */
  mayGoOn(): Promise<boolean> {
    return this.#permit.mayGoOn();
  }

  close(): void {
    for (const off of this.#off.splice(0)) off();
    processMetrics().viewers.dec();
  }

  async #rest(readMs: number): Promise<void> {
    const ms = Math.min(restMs.most, Math.max(restMs.least, readMs * restPerRead));
    await delay(ms, undefined, { signal: this.#permit.ends }).catch(() => {});
  }

  #tell(): void {
    this.#news = true;
    this.#wake?.();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
