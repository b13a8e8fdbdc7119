import { processMetrics } from "../metrics.ts";
import type { Live } from "./live.ts";

/** Viewers of one run read it anew this often at most. */
const restMs = 200;
/** Notifications are hints: without one, a viewer looks this often. */
const lookMs = 5_000;
/** How often an open stream makes sure that its caller may still see it. */
const accessMs = 10_000;

/** The rhythm of a stream over one run: waits for news of it, and ends when it may not go on. */
export class Changes {
  readonly #live: Live;
  readonly #ends: AbortSignal;
  readonly #off: (() => void)[];
  #news = true;
  #wake: (() => void) | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #allowedAt = performance.now();

  /** Listens from the first moment on, so that nothing falls between the first read and the first wait. */
  constructor(live: Live, taskLogId: number, signal: AbortSignal | undefined) {
    this.#live = live;
    this.#ends = signal === undefined ? live.shutdown : AbortSignal.any([live.shutdown, signal]);
    const heard = (ids: string) => {
      if (ids.split(",").includes(String(taskLogId))) this.#tell();
    };
    const tell = () => this.#tell();
    this.#off = [live.listener.on("hostrun_task_log", heard), live.listener.onReconnect(tell)];
    this.#ends.addEventListener("abort", tell, { once: true });
    processMetrics().viewers.inc();
  }

  /** Resolves to true when it is time to read, at the first call at once; false when the stream ends. */
  async next(): Promise<boolean> {
    if (!this.#news && !this.#ends.aborted) await this.#wait(lookMs);
    const rest = this.#readAt + restMs - performance.now();
    if (rest > 0 && !this.#ends.aborted) await new Promise((resolve) => setTimeout(resolve, rest));
    if (this.#ends.aborted) return false;
    if (performance.now() - this.#allowedAt > accessMs) {
      if (!(await this.#live.stillAllowed())) return false;
      this.#allowedAt = performance.now();
    }
    this.#news = false;
    this.#readAt = performance.now();
    return true;
  }

  close(): void {
    for (const off of this.#off.splice(0)) off();
    processMetrics().viewers.dec();
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
