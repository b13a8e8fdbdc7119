import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { connectionConfig, type DatabaseSettings } from "./client.ts";
import type { Channel } from "./notify.ts";

/**
 * One LISTEN connection of a process. It reconnects by itself; since notifications sent meanwhile are lost,
 * whoever listens reads anew on `reconnect`.
 */
export class Listener {
  readonly #events = new EventEmitter();
  readonly #settings: DatabaseSettings;
  readonly #channels: readonly Channel[];
  #client: pg.Client | null = null;
  #closed = false;
  #loop: Promise<void> | null = null;

  constructor(settings: DatabaseSettings, channels: readonly Channel[]) {
    this.#settings = settings;
    this.#channels = channels;
    this.#events.setMaxListeners(0);
  }

  /** Resolves once listening for the first time; from then on kept up in the background. */
  async start(): Promise<void> {
    const first = new Promise<void>((resolve) => this.#events.once("reconnect", resolve));
    this.#loop = this.#keepListening();
    await first;
  }

  /** Calls `heard` with each payload; the answer stops that. */
  on(channel: Channel, heard: (payload: string) => void): () => void {
    this.#events.on(channel, heard);
    return () => this.#events.off(channel, heard);
  }

  /** Calls `again` whenever notifications may have been lost. */
  onReconnect(again: () => void): () => void {
    this.#events.on("reconnect", again);
    return () => this.#events.off("reconnect", again);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end().catch(() => {});
    await this.#loop;
  }

  async #keepListening(): Promise<void> {
    while (!this.#closed) {
      await this.#listenUntilBroken().catch(() => {});
      if (!this.#closed) await delay(250);
    }
  }

  async #listenUntilBroken(): Promise<void> {
    const client = new pg.Client(connectionConfig(this.#settings, "hostrun listen"));
    const broken = new Promise<void>((resolve) => {
      client.on("error", () => resolve());
      client.on("end", () => resolve());
    });
    this.#client = client;
    client.on("notification", ({ channel, payload }) => this.#events.emit(channel, payload ?? ""));
    await client.connect();
    for (const channel of this.#channels) await client.query(`listen ${channel}`);
    if (this.#closed) await client.end();
    this.#events.emit("reconnect");
    await broken;
    await client.end().catch(() => {});
  }
}
