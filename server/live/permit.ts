import type { Live } from "./live.ts";

/** How often an open stream makes sure that its caller may still see it. */
const accessMs = 10_000;

/** An open stream's leave to go on: until its viewer leaves, the process is asked to end, or access is taken away. */
export class Permit {
  readonly #live: Pick<Live, "stillAllowed">;
  #allowedAt = performance.now();
  /** Aborted when the viewer leaves or the process is asked to end. */
  readonly ends: AbortSignal;

  constructor(live: Pick<Live, "shutdown" | "stillAllowed">, signal: AbortSignal | undefined) {
    this.#live = live;
    this.ends = AbortSignal.any(signal === undefined ? [live.shutdown] : [live.shutdown, signal]);
  }

  /** Whether the stream goes on; asked before each part of it. */
  async mayGoOn(): Promise<boolean> {
    if (this.ends.aborted) return false;
    if (performance.now() - this.#allowedAt <= accessMs) return true;
    this.#allowedAt = performance.now();
    return this.#live.stillAllowed();
  }
}
