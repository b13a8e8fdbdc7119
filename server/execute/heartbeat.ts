import type { PgBoss } from "pg-boss";
import type { Database } from "../db/client.ts";
import { logger } from "../logger.ts";
import { sweep } from "../run/recover.ts";
import type { LeaseClock } from "./lease-clock.ts";

export interface HeartbeatOptions {
  database: Database;
  boss: PgBoss;
  lease: LeaseClock;
  workerId: number;
  heartbeatSeconds: number;
  leaseSeconds: number;
  /** Called once when this worker finds that it was declared dead. */
  onDead(): void;
}

/**
 * Keeps a worker's lease, and looks after the others': each beat renews, then sweeps. A worker whose own
 * connection broke lately, or that was itself stopped for a while, declares nobody dead: the others may have been
 * in the same outage. One that just started may at once.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #brokeAt = Number.NEGATIVE_INFINITY;
  #beatAt: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #beating: Promise<void> | null = null;
  #stopped = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), this.#options.heartbeatSeconds * 1000);
  }

  async stop(): Promise<void> {
    this.#end();
    await this.#beating;
  }

  #end(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** One at a time: while the database is mute, beats do not pile up. */
  #beat(): void {
    this.#beating ??= this.#renewAndSweep().finally(() => {
      this.#beating = null;
    });
  }

  async #renewAndSweep(): Promise<void> {
    this.#noticeStop();
    try {
      if (!(await this.#options.lease.renew())) {
        this.#end();
        return this.#options.onDead();
      }
      if (!this.#stopped) await this.#sweep();
    } catch (error) {
      this.#brokeAt = performance.now();
      logger.warn({ err: error }, "the database is out of reach");
    }
  }

  /** A beat that comes a whole lease late: this process, or its machine, stood still. */
  #noticeStop(): void {
    const { heartbeatSeconds, leaseSeconds } = this.#options;
    const now = performance.now();
    const late = this.#beatAt === null ? 0 : now - this.#beatAt - heartbeatSeconds * 1000;
    if (late > leaseSeconds * 1000) this.#brokeAt = now;
    this.#beatAt = now;
  }

  async #sweep(): Promise<void> {
    const { leaseSeconds, workerId } = this.#options;
    const mayMarkDead = performance.now() - this.#brokeAt > leaseSeconds * 1500;
    const { markedDead, recovered } = await sweep(this.#options, { workerId, leaseSeconds, mayMarkDead });
    if (markedDead.length > 0) logger.warn({ workers: markedDead }, "workers are past their lease");
    if (recovered.length > 0) logger.warn({ taskLogs: recovered }, "closed what dead workers had in hand");
  }
}
