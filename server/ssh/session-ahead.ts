import type { Client, ClientChannel } from "ssh2";
import { wasRefused } from "./channel-refusal.ts";

/** What of ssh2's insides this leans on: it asks for a command by this, once the session's channel is open. */
interface CommandAsker {
  exec(channel: number, command: string, wantReply: boolean): void;
}

export type Opened = (error: Error | undefined, channel: ClientChannel) => void;

/** Stands for the command that is not known yet; were it ever sent, it would do nothing. */
const placeholder = "exit 0;";

interface Spare {
  opened: Opened | null;
  /** The command to run, once it is known. */
  command: string | null;
  /** Asks for a command on the channel, once it is open. */
  ask: ((command: string) => void) | null;
}

/**
 * A session channel opened before there is anything to run in it, which saves a round trip when there is. It costs
 * the host no process. Where ssh2's insides are others, or the server allows no more sessions, there is none.
 */
export class SessionAhead {
  readonly #client: Client;
  #possible = true;
  #hooked = false;
  #spare: Spare | null = null;
  /** The one whose command ssh2 has not come to yet. */
  #unasked: Spare | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Opens one, unless there is one. */
  open(): void {
    if (this.#spare !== null || this.#unasked !== null || !this.#possible) return;
    if (!this.#hook()) {
      this.#possible = false;
      return;
    }
    const spare: Spare = { opened: null, command: null, ask: null };
    this.#spare = spare;
    this.#unasked = spare;
    try {
      this.#client.exec(placeholder, (error, channel) => this.#settle(spare, error, channel));
    } catch {
      this.#drop(spare);
    }
  }

  /** Runs a command in the session that was opened ahead; false where there is none. */
  exec(command: string, opened: Opened): boolean {
    const spare = this.#spare;
    if (spare === null) return false;
    this.#spare = null;
    Object.assign(spare, { command, opened });
    spare.ask?.(command);
    return true;
  }

  #hook(): boolean {
    if (this.#hooked) return true;
    const { _protocol: protocol } = this.#client as unknown as { _protocol?: Partial<CommandAsker> };
    const exec = protocol?.exec;
    if (protocol === undefined || typeof exec !== "function") return false;
    protocol.exec = (channel, command, wantReply) => {
      const spare = this.#unasked;
      if (command !== placeholder || spare === null) return exec.call(protocol, channel, command, wantReply);
      this.#unasked = null;
      spare.ask = (real) => exec.call(protocol, channel, real, wantReply);
      if (spare.command !== null) spare.ask(spare.command);
    };
    this.#hooked = true;
    return true;
  }

  /** The command runs; or the channel was refused, or closed by the server, maybe before anybody wanted it. */
  #settle(spare: Spare, error: Error | undefined, channel: ClientChannel): void {
    this.#drop(spare);
    const ranUnasked = error === undefined && spare.ask === null;
    if (wasRefused(error) || ranUnasked) this.#possible = false;
    if (ranUnasked) channel.resume().close();
    spare.opened?.(ranUnasked ? new Error("the session was not kept") : error, channel);
  }

  #drop(spare: Spare): void {
    if (this.#spare === spare) this.#spare = null;
    if (this.#unasked === spare) this.#unasked = null;
  }
}
