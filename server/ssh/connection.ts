import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { Client, ClientChannel } from "ssh2";
import { beforeAbort } from "./before-abort.ts";
import { wasRefused } from "./channel-refusal.ts";
import { Gate } from "./gate.ts";
import { type Opened, SessionAhead } from "./session-ahead.ts";

/**
 * Sessions of scripts on one connection. Stock sshd allows 10, so that for each script there is one to stop it
 * by, and two are left for those that sshd has not cleared away yet. One opened ahead is one of the eight.
 */
export const scriptsPerConnection = 4;

/** How long a server may take to clear a session away whose end it has told. */
const clearingMs = 1_000;

/** What a session is for: a script itself, or ending one or looking at a host. */
export type SessionUse = "script" | "aside";

/** Closes a channel, whatever it still has to say: one that nobody reads would never be closed. */
export function letGo(channel: ClientChannel): void {
  channel.resume();
  channel.stderr.resume();
  channel.close();
}

/** One authenticated connection to one SSH server. */
export class Connection {
  readonly #client: Client;
  readonly #gone = new AbortController();
  readonly #ahead: SessionAhead;
  readonly #places = { script: new Gate(scriptsPerConnection), aside: new Gate(scriptsPerConnection) };
  /** Those whom the server refused a session while others had theirs. */
  readonly #awaitingLeave = new Set<() => void>();
  #endedAt = Number.NEGATIVE_INFINITY;
  readonly whenClosed: Promise<void>;

  constructor(client: Client) {
    this.#client = client;
    this.#ahead = new SessionAhead(client);
    this.whenClosed = new Promise((resolve) => {
      client.once("close", () => {
        this.#gone.abort(new Error("the connection closed"));
        resolve();
      });
    });
  }

  /** What the server calls itself (`OpenSSH_9.9`); empty where that is not known. */
  get software(): string {
    // ssh2 tells it to nobody else.
    const { _remoteVer } = this.#client as unknown as { _remoteVer?: unknown };
    return typeof _remoteVer === "string" ? _remoteVer : "";
  }

  /** Whether nothing can be opened on it any more. */
  get closed(): boolean {
    return this.#gone.signal.aborted;
  }

  /**
   * Opens a session that runs one command, once there is a place for it; rejects when the server refuses it, the
   * connection closes, or the signal comes first. A channel that is opened too late is closed. Where the server
   * allows fewer sessions than we do, it waits for one to end; what is to look at a script does not wait for that.
   */
  async exec(command: string, use: SessionUse, signal: AbortSignal): Promise<ClientChannel> {
    const either = AbortSignal.any([signal, this.#gone.signal]);
    const places = this.#places[use];
    for (;;) {
      await places.enter(either);
      try {
        return await beforeAbort(this.#openSession(command, places), either, letGo);
      } catch (error) {
        if (!wasRefused(error)) throw error;
        const room = this.#roomAgain(use);
        if (room === null) throw error;
        await beforeAbort(room, either);
      }
    }
  }

  /** A stream to an address as the server sees it; one that is opened too late is closed. */
  async forward(address: string, port: number, signal: AbortSignal): Promise<Duplex> {
    const either = AbortSignal.any([signal, this.#gone.signal]);
    const opening = new Promise<Duplex>((resolve, reject) => {
      this.#client.forwardOut("127.0.0.1", 0, address, port, (error, stream) => {
        if (error) return reject(error);
        stream.on("error", () => {});
        // A target that has hung up leaves half a stream open at the proxy, which nobody would take for closed.
        stream.once("end", () => stream.destroy());
        resolve(stream);
      });
    });
    return beforeAbort(opening, either, (late) => late.destroy());
  }

  /** Closes it at once; whatever runs on it is let go of. */
  end(): void {
    this.#gone.abort(new Error("the connection was closed"));
    this.#client.end();
    this.#client.destroy();
  }

  /** The place is given up when the channel is closed, whoever still waits for it. */
  #openSession(command: string, places: Gate): Promise<ClientChannel> {
    return new Promise<ClientChannel>((resolve, reject) => {
      const opened: Opened = (error, channel) => {
        if (error) return reject(error);
        channel.once("close", () => {
          this.#endedAt = performance.now();
          this.#leave(places);
          this.#openAhead();
        });
        channel.on("error", () => {});
        channel.stderr.on("error", () => {});
        resolve(channel);
      };
      const openPlainly = () => {
        try {
          this.#client.exec(command, opened);
        } catch (error) {
          reject(error);
        }
      };
      // Where the one opened ahead was closed meanwhile, nothing ran in it.
      const taken = this.#ahead.exec(command, (error, channel) =>
        error ? openPlainly() : opened(undefined, channel),
      );
      if (!taken) openPlainly();
    }).catch((error: unknown) => {
      this.#leave(places);
      throw error;
    });
  }

  #leave(places: Gate): void {
    places.leave();
    for (const resolve of this.#awaitingLeave) resolve();
    this.#awaitingLeave.clear();
  }

  /** When the server may have room for a session that it has refused; null where nothing of ours was in the way. */
  #roomAgain(use: SessionUse): Promise<void> | null {
    const { script, aside } = this.#places;
    const others = aside.taken + (use === "script" ? script.taken : 0);
    if (others > 0) return new Promise((resolve) => this.#awaitingLeave.add(resolve));
    // A server tells of a session's end a little before it has cleared it away.
    return performance.now() - this.#endedAt < clearingMs ? delay(clearingMs / 20) : null;
  }

  /** The connection has been of use and may be again: its next session is opened before it is wanted. */
  #openAhead(): void {
    const { script, aside } = this.#places;
    if (!this.closed && script.taken + aside.taken < 2 * scriptsPerConnection) this.#ahead.open();
  }
}
