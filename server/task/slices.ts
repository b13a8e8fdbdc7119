import { setImmediate } from "node:timers/promises";

/** So long one computes before others have their turn. */
const sliceMs = 10;

/** Computes what takes long in slices, so that whatever else waits in this process has its turn between them. */
export class Slices {
  #began = performance.now();

  /** The first of some items that are computed one by one. */
  async take<T>(items: Iterable<T>, most: number): Promise<T[]> {
    const taken: T[] = [];
    for (const item of items) {
      taken.push(item);
      if (taken.length >= most) break;
      await this.#giveTurn();
    }
    return taken;
  }

  async #giveTurn(): Promise<void> {
    if (performance.now() - this.#began < sliceMs) return;
    await setImmediate();
    this.#began = performance.now();
  }
}
