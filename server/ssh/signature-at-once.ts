import type { AnyAuthMethod, AuthenticationType, Client, ParsedKey } from "ssh2";
import type { Login } from "./login.ts";

type Sign = (packet: Buffer, done: (signature: Buffer) => void) => void;

/** What of ssh2's insides this leans on: how it asks for a login with a key, without a signature or with one. */
interface KeyAsker {
  authPK(username: string, key: ParsedKey, algorithm?: string, sign?: Sign): void;
}

/** By what each algorithm signs; the others name no choice. */
const hashes: Record<string, string> = {
  "ssh-rsa": "sha1",
  "rsa-sha2-256": "sha256",
  "rsa-sha2-512": "sha512",
};

/**
 * Sends the signature with the first request of a key, which saves a round trip: ssh2 asks first whether the key
 * would do. Where ssh2's insides are others it asks as ssh2 does, and so it does where the server refuses.
 */
export class SignatureAtOnce {
  readonly #client: Client;
  /** What was last asked for with its signature, unasked. */
  #sent: AnyAuthMethod | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  /** The next way to log in: the login's own, or, where its key was refused unasked, the same once more. */
  next(
    login: Login,
    offered: AuthenticationType[] | null,
    partial: boolean,
  ): AnyAuthMethod | AuthenticationType | null {
    const refused = this.#sent;
    this.#sent = null;
    if (refused !== null && !partial && offered?.includes("publickey") === true) return refused;
    const method = login.next(offered, partial);
    const first = offered === null && typeof method === "object" && method?.type === "publickey";
    if (first && this.#signsNext()) this.#sent = method;
    return method;
  }

  /** Makes the next request of a key carry its signature, where that can be done. */
  #signsNext(): boolean {
    const { _protocol: protocol } = this.#client as unknown as { _protocol?: Partial<KeyAsker> };
    const ask = protocol?.authPK;
    if (protocol === undefined || typeof ask !== "function") return false;
    protocol.authPK = (username, key, algorithm, sign) => {
      protocol.authPK = ask;
      const own: Sign = (packet, done) => {
        const signature = key.sign(packet, algorithm === undefined ? undefined : hashes[algorithm]);
        if (Buffer.isBuffer(signature)) done(signature);
        else ask.call(protocol, username, key, algorithm);
      };
      ask.call(protocol, username, key, algorithm, sign ?? own);
    };
    return true;
  }
}
