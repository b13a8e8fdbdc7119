import { setTimeout as delay } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import type { Database } from "../db/client.ts";
import { isTransient } from "../db/transient.ts";
import { logger } from "../logger.ts";
import type { Claim } from "../run/claim.ts";
import { type End, recordEnds } from "../run/end.ts";
import { type OutputWrite, type Progress, recordProgress, type Started } from "../run/record.ts";
import type { OutputBuffer } from "./output-buffer.ts";

/** Output alone is written at most this often; whatever else there is goes at once. */
const outputIntervalMs = 100;
/** A buffer with this much is written without waiting for the interval. */
const outputUrgentBytes = 65_536;
const retryFloorMs = 50;
const retryCeilingMs = 1_000;
/** Ends of several runs that go into one transaction; a run's own are never parted. */
const endsTogether = 100;
/** Tries of a write that the database refuses for its content, before its target is given up. */
const refusedTries = 3;

/** A write that was not made: fenced by a death, or refused for good. */
export class NotRecorded extends Error {
  override name = "NotRecorded";
}

interface Waiting<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: Error): void;
}

interface Ending {
  end: End;
  buffer: OutputBuffer;
}

/** An end with its last output, and who waits for it to be stored. */
type WaitingEnd = Omit<Waiting<Ending, void>, "item"> & { end: End };

/**
 * A worker's one writer. Targets say what happened; a tick writes all of it together, since commits are what
 * costs. There is no timer while idle: a first word is written at once, and what arrives during a write goes
 * with the next. While the database is away, writes are tried again until it is back.
 */
export class Recorder {
  readonly #deps: { database: Database; boss: PgBoss };
  readonly #workerId: number;
  readonly #buffers = new Map<number, OutputBuffer>();
  readonly #refused: (targetLogId: number) => void;
  #execSent: Waiting<Claim, boolean>[] = [];
  #started: Started[] = [];
  #cancelling: Claim[] = [];
  #ends: Waiting<Ending, void>[] = [];
  #outputTimer: NodeJS.Timeout | null = null;
  #lastOutputAt = 0;
  #flushing = false;
  #closed = false;

  /** @param refused told when a target's row turned out to be somebody else's */
  constructor(
    deps: { database: Database; boss: PgBoss },
    workerId: number,
    refused: (targetLogId: number) => void,
  ) {
    this.#deps = deps;
    this.#workerId = workerId;
    this.#refused = refused;
  }

  /** Whether the request to the target may leave now; resolves after the commit that says so. */
  execSent(claim: Claim): Promise<boolean> {
    return this.#enqueue(this.#execSent, claim);
  }

  /** The launcher answered; written unless the script's end comes first. */
  started(started: Started): void {
    this.#started.push(started);
    this.#kick();
  }

  cancelling(claim: Claim): void {
    this.#cancelling.push(claim);
    this.#kick();
  }

  /** Output has arrived in the buffer; it is written with the next tick. */
  outputArrived(targetLogId: number, buffer: OutputBuffer): void {
    this.#buffers.set(targetLogId, buffer);
    if (this.#flushing) return;
    const wait = this.#lastOutputAt + outputIntervalMs - performance.now();
    if (wait <= 0 || buffer.waitingBytes >= outputUrgentBytes) this.#kick();
    else this.#outputTimer ??= setTimeout(() => this.#kick(), wait);
  }

  /** Ends a target log with the rest of its output; resolves when that is stored. */
  end(end: End, buffer: OutputBuffer): Promise<void> {
    return this.#enqueue(this.#ends, { end, buffer });
  }

  /** Writes nothing any more; whoever waits is told so. */
  close(): void {
    this.#closed = true;
    if (this.#outputTimer !== null) clearTimeout(this.#outputTimer);
    const closed = new NotRecorded("the worker gave up its rows");
    for (const waiting of [...this.#execSent, ...this.#ends]) waiting.reject(closed);
    this.#execSent = [];
    this.#ends = [];
  }

  #enqueue<T, R>(queue: Waiting<T, R>[], item: T): Promise<R> {
    if (this.#closed) return Promise.reject(new NotRecorded("the worker gave up its rows"));
    return new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      this.#kick();
    });
  }

  #kick(): void {
    if (this.#flushing || this.#closed) return;
    this.#flushing = true;
    if (this.#outputTimer !== null) clearTimeout(this.#outputTimer);
    this.#outputTimer = null;
    queueMicrotask(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    try {
      while (!this.#closed && this.#pressing()) {
        const ends = this.#ends.splice(0);
        await this.#writeProgress(new Set(ends.map(({ item }) => item.end.owned.targetLogId)));
        await this.#writeEnds(ends);
      }
    } finally {
      this.#flushing = false;
    }
    if (this.#buffers.size > 0 && !this.#closed) this.#waitForOutput();
  }

  /** Whether something waits that should not wait for the output's interval. */
  #pressing(): boolean {
    if (this.#execSent.length + this.#started.length + this.#cancelling.length + this.#ends.length > 0)
      return true;
    if (this.#buffers.size === 0) return false;
    if (performance.now() - this.#lastOutputAt >= outputIntervalMs) return true;
    return [...this.#buffers.values()].some((buffer) => buffer.waitingBytes >= outputUrgentBytes);
  }

  #waitForOutput(): void {
    const wait = Math.max(0, this.#lastOutputAt + outputIntervalMs - performance.now());
    this.#outputTimer ??= setTimeout(() => this.#kick(), wait);
  }

  async #writeProgress(ending: Set<number>): Promise<void> {
    const execSent = this.#execSent.splice(0);
    const progress: Progress = {
      execSent: execSent.map(({ item }) => item),
      started: this.#started.splice(0).filter(({ owned }) => !ending.has(owned.targetLogId)),
      cancelling: this.#cancelling.splice(0).filter((owned) => !ending.has(owned.targetLogId)),
      output: this.#takeOutput(ending),
    };
    if (Object.values(progress).every((part) => part.length === 0)) return;
    try {
      const { allowed, refused } = await this.#persist(() =>
        recordProgress(this.#deps.database, this.#workerId, progress),
      );
      for (const { item, resolve } of execSent) resolve(allowed.has(item.targetLogId));
      for (const targetLogId of refused) this.#refused(targetLogId);
    } catch (error) {
      for (const { reject } of execSent) reject(asError(error));
      if (!this.#closed) await this.#writeOneByOne(progress);
    }
  }

  /** A tick was refused for its content: finds out whose, so that the others' words are not lost with it. */
  async #writeOneByOne({ started, cancelling, output }: Progress): Promise<void> {
    const nothing: Progress = { execSent: [], started: [], cancelling: [], output: [] };
    const parts: Progress[] = [
      { ...nothing, started },
      { ...nothing, cancelling },
      ...output.map((write) => ({ ...nothing, output: [write] })),
    ];
    for (const part of parts) {
      await this.#persist(() => recordProgress(this.#deps.database, this.#workerId, part)).catch(() => {
        for (const { owned } of part.output) this.#refused(owned.targetLogId);
      });
    }
  }

  #takeOutput(ending: Set<number>): OutputWrite[] {
    const writes: OutputWrite[] = [];
    for (const [targetLogId, buffer] of this.#buffers) {
      if (ending.has(targetLogId)) continue;
      const write = buffer.take();
      if (write !== null) writes.push(write);
    }
    if (writes.length > 0) this.#lastOutputAt = performance.now();
    this.#buffers.clear();
    return writes;
  }

  /** Small runs share a transaction. Where one is refused for its content, each run has its own. */
  async #writeEnds(ends: Waiting<Ending, void>[]): Promise<void> {
    const rows = ends.map(({ item, ...waiting }) => ({
      ...waiting,
      end: { ...item.end, output: item.buffer.finish() },
    }));
    const runs = [...Map.groupBy(rows, ({ end }) => end.owned.taskLogId).values()];
    for (const together of packed(runs, endsTogether)) {
      const stored = await this.#storeEnds(together.flat(), together.length === 1);
      if (!stored) for (const run of together) await this.#storeEnds(run, true);
    }
  }

  /** @param last whoever waits is told also that it was refused */
  async #storeEnds(waiting: WaitingEnd[], last: boolean): Promise<boolean> {
    const ends = waiting.map(({ end }) => end);
    try {
      await this.#persist(() => recordEnds(this.#deps, this.#workerId, ends));
      for (const { resolve } of waiting) resolve();
      return true;
    } catch (error) {
      if (last || this.#closed) for (const { reject } of waiting) reject(asError(error));
      return this.#closed;
    }
  }

  /** Tries until it is written, the worker has given up, or the database refuses the content itself. */
  async #persist<T>(write: () => Promise<T>): Promise<T> {
    let refusals = 0;
    for (let wait = retryFloorMs; ; wait = Math.min(retryCeilingMs, wait * 2)) {
      if (this.#closed) throw new NotRecorded("the worker gave up its rows");
      try {
        return await write();
      } catch (error) {
        if (!isTransient(error) && ++refusals >= refusedTries) {
          logger.error({ err: error }, "the database refuses a write");
          throw error;
        }
      }
      await delay(wait);
    }
  }
}

/** Lists in their order, put together up to so many items; a longer list stands alone. */
function packed<T>(lists: T[][], most: number): T[][][] {
  const packs: T[][][] = [];
  let items = most;
  for (const list of lists) {
    items += list.length;
    if (items > most) {
      packs.push([]);
      items = list.length;
    }
    packs.at(-1)?.push(list);
  }
  return packs;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
