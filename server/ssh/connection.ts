import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import { beforeAbort } from "./before-abort.ts";
import { Gate } from "./gate.ts";

/**
 * Sessions of scripts on one connection. Stock sshd allows 10, so that for each script there is one to stop it
 * by, and two are left for those that sshd has not cleared away yet.
 */
export const scriptsPerConnection = 4;

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
  readonly #places = { script: new Gate(scriptsPerConnection), aside: new Gate(scriptsPerConnection) };
  readonly whenClosed: Promise<void>;

  constructor(client: Client) {
    this.#client = client;
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
   * connection closes, or the signal comes first. A channel that is opened too late is closed.
   */
  async exec(command: string, use: SessionUse, signal: AbortSignal): Promise<ClientChannel> {
    const either = AbortSignal.any([signal, this.#gone.signal]);
    const places = this.#places[use];
    await places.enter(either);
    return beforeAbort(this.#openSession(command, places), either, letGo);
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
      this.#client.exec(command, (error, channel) => {
        if (error) return reject(error);
        channel.once("close", () => places.leave());
        channel.on("error", () => {});
        channel.stderr.on("error", () => {});
        resolve(channel);
      });
    }).catch((error: unknown) => {
      places.leave();
      throw error;
    });
  }
}
