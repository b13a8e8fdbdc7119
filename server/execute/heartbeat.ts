import type { PgBoss } from "pg-boss";
import type { Database } from "../db/client.ts";
import { logger } from "../logger.ts";
import { sweep } from "../run/recover.ts";
import type { LeaseClock } from "./lease-clock.ts";

export interface HeartbeatOptions {
  database: Database;
  boss: PgBoss;
  lease: LeaseClock;
  heartbeatSeconds: number;
  leaseSeconds: number;
  /** Called once when this worker finds that it was declared dead. */
  onDead(): void;
}

/**
 * Keeps a worker's lease, and looks after the others': each beat renews, then sweeps. A worker whose own
 * connection broke lately declares nobody dead; one that just started may at once.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #brokeAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #beating: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#beating = this.#beat();
    this.#timer = setInterval(() => {
      this.#beating = this.#beating.then(() => this.#beat());
    }, this.#options.heartbeatSeconds * 1000);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#beating;
  }

  async #beat(): Promise<void> {
    if (this.#stopped) return;
    try {
      if (!(await this.#options.lease.renew())) {
        this.#stopped = true;
        return this.#options.onDead();
      }
      await this.#sweep();
    } catch (error) {
      this.#brokeAt = performance.now();
      logger.warn({ err: error }, "the database is out of reach");
    }
  }

  async #sweep(): Promise<void> {
    const { leaseSeconds } = this.#options;
    const mayMarkDead = performance.now() - this.#brokeAt > leaseSeconds * 1500;
    const { markedDead, recovered } = await sweep(this.#options, { leaseSeconds, mayMarkDead });
    if (markedDead.length > 0) logger.warn({ workers: markedDead }, "workers are past their lease");
    if (recovered.length > 0) logger.warn({ taskLogs: recovered }, "closed what dead workers had in hand");
  }
}
