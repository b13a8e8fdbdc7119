import { setTimeout as delay } from "node:timers/promises";
import { logger } from "../../server/logger.ts";
import { processLives } from "../process.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded.ts";

/** How often to look whether the server lives. */
const lookMs = 1_000;

/** The embedded PostgreSQL as a part of the running product: started again when it dies. */
export class KeptPostgres {
  readonly #directory: string;
  readonly #stopping = new AbortController();
  #server: EmbeddedPostgres | null = null;
  #watching: Promise<void> | null = null;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Answers the URL of the product's own role. */
  async start(): Promise<string> {
    this.#server = await startEmbeddedPostgres({ directory: this.#directory });
    this.#watching = this.#watch().catch(() => {});
    return this.#server.url;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await this.#server?.stop();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await delay(lookMs, undefined, { signal });
      if (this.#server !== null && processLives(this.#server.pid)) continue;
      logger.warn("PostgreSQL died and is started again");
      this.#server = await startEmbeddedPostgres({ directory: this.#directory }).catch((error: unknown) => {
        logger.error({ err: error }, "PostgreSQL does not start; trying again");
        return null;
      });
    }
  }
}
