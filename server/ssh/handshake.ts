import type { Duplex } from "node:stream";
import ssh2 from "ssh2";
import type { StepNote } from "../domain/host-check.ts";
import { algorithmsFor, oldOnesOf } from "./algorithms.ts";
import { Connection } from "./connection.ts";
import { RouteError, toRouteError } from "./errors.ts";
import { parseHostKey } from "./keys.ts";
import type { Login } from "./login.ts";
import type { Hop, HopName, HostKey } from "./route.ts";
import { SignatureAtOnce } from "./signature-at-once.ts";
import type { StepClock } from "./steps.ts";

export interface HandshakeOptions {
  signal: AbortSignal;
  steps: StepClock;
  keepaliveMs: number;
  /** Asked where nothing is pinned yet, of a key that the host proved to hold, before any credential is sent. */
  pinHostKey(hop: HopName, key: HostKey): Promise<boolean>;
  /** Types of host keys that are not asked for. */
  withoutTypes?: string[];
}

/** Speaks SSH over an open stream: checks the host's key, then logs in. */
export function handshake(
  stream: Duplex,
  hop: Hop,
  name: HopName,
  login: Login,
  options: HandshakeOptions,
): Promise<Connection> {
  return new Handshake(stream, hop, name, options).run(login);
}

class Handshake {
  readonly #client = new ssh2.Client();
  readonly #connection = new Connection(this.#client);
  readonly #stream: Duplex;
  readonly #hop: Hop;
  readonly #name: HopName;
  readonly #options: HandshakeOptions;
  readonly #began = performance.now();
  /** The key that the host shows; that it holds it is proved when the key exchange is over. */
  #shown: HostKey | null = null;
  #trustedAt: number | null = null;
  #refusal: RouteError | null = null;
  /** Old algorithms that were agreed on. */
  #old: string[] = [];

  constructor(stream: Duplex, hop: Hop, name: HopName, options: HandshakeOptions) {
    this.#stream = stream;
    this.#hop = hop;
    this.#name = name;
    this.#options = options;
  }

  async run(login: Login): Promise<Connection> {
    const { signal, steps } = this.#options;
    const over = new AbortController();
    try {
      await this.#untilReady(login, AbortSignal.any([signal, over.signal]));
    } catch (error) {
      const cause = this.#refusal ?? this.#loginRefusal(login) ?? this.#causeOf(error);
      const step = this.#trustedAt === null ? "host_key" : "login";
      this.#client.destroy();
      this.#stream.destroy();
      throw steps.fail(this.#name, step, cause, this.#trustedAt ?? this.#began);
    } finally {
      over.abort();
    }
    if (this.#old.length > 0) {
      const said = { detail: this.#old.join(", "), note: "old_algorithms" as const };
      steps.done(this.#name, "algorithms", performance.now(), said);
    }
    const found = { detail: this.#hop.username, note: login.note };
    steps.done(this.#name, "login", this.#trustedAt ?? this.#began, found);
    return this.#connection;
  }

  #untilReady(login: Login, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      // Kept for life: an error without a listener would end the process.
      this.#client.on("error", reject);
      this.#client.once("close", () =>
        reject(new RouteError("refused", this.#name, "the server closed the connection")),
      );
      this.#client.once("handshake", ({ kex, serverHostKey, cs, sc }) => {
        this.#old = oldOnesOf([kex, serverHostKey, cs.cipher, sc.cipher, cs.mac, sc.mac]);
      });
      this.#client.once("ready", resolve);
      // ssh2 would wait for an answer for ever.
      this.#client.once("change password", () => {
        login.expired();
        this.#client.destroy();
      });
      this.#client.connect({
        sock: this.#stream,
        username: this.#hop.username,
        hostVerifier: (blob: Buffer) => this.#accepts(parseHostKey(blob)),
        authHandler: this.#logIn(login),
        algorithms: algorithmsFor(this.#hop, this.#options.withoutTypes),
        readyTimeout: 0,
        keepaliveInterval: this.#options.keepaliveMs,
        keepaliveCountMax: 3,
      });
    });
  }

  /** Called when a key is shown, which is before its signature is checked, and again when keys are renewed. */
  #accepts(key: HostKey): boolean {
    const known = this.#shown?.line ?? this.#hop.pinnedHostKey;
    if (known !== null && known !== key.line) return this.#refuse("the host shows another key", key);
    const { expectedFingerprint, pinnedHostKey } = this.#hop;
    if (pinnedHostKey === null && expectedFingerprint !== null && expectedFingerprint !== key.fingerprint)
      return this.#refuse("the host's key is not the given one", key);
    this.#shown = key;
    return true;
  }

  #refuse(said: string, key: HostKey): false {
    this.#refusal = new RouteError("host_key", this.#name, `${said}: ${key.fingerprint}`, key);
    return false;
  }

  /** Asked for a way to log in once the key exchange is over: the host has proved its key by then. */
  #logIn(login: Login): ssh2.AuthHandlerMiddleware {
    const signature = new SignatureAtOnce(this.#client);
    let trust: Promise<boolean> | null = null;
    return (offered, partial, next) => {
      trust ??= this.#trust();
      void trust.then((trusted) => {
        // Its types lack that false is how one says that nothing is left to try.
        if (trusted) next((signature.next(login, offered, partial) ?? false) as ssh2.AuthenticationType);
        else this.#client.destroy();
      });
    };
  }

  #loginRefusal({ refusal }: Login): RouteError | null {
    if (refusal === null || this.#trustedAt === null) return null;
    return new RouteError("auth", this.#name, refusal.said, null, refusal.reason);
  }

  async #trust(): Promise<boolean> {
    const key = this.#shown;
    if (key === null) return false;
    if (this.#hop.pinnedHostKey === null && !(await this.#pin(key))) return false;
    this.#trustedAt = performance.now();
    this.#options.steps.done(this.#name, "host_key", this.#began, {
      detail: key.fingerprint,
      note: this.#knownBy(),
    });
    return true;
  }

  #knownBy(): StepNote {
    if (this.#hop.pinnedHostKey !== null) return "as_pinned";
    return this.#hop.expectedFingerprint === null ? "first_contact" : "as_given";
  }

  async #pin(key: HostKey): Promise<boolean> {
    try {
      return (
        (await this.#options.pinHostKey(this.#name, key)) || this.#refuse("the host shows another key", key)
      );
    } catch (error) {
      const said = `the key could not be pinned: ${String(error)}`;
      this.#refusal = new RouteError("host_key", this.#name, said);
      return false;
    }
  }

  /** A key exchange that breaks off after the key was shown is one in which the host did not prove it. */
  #causeOf(error: unknown): RouteError {
    const unproved = this.#shown !== null && this.#trustedAt === null;
    const { level, message } = error as { level?: string; message?: string };
    if (unproved && level === "handshake")
      return new RouteError("host_key", this.#name, `the host did not prove its key: ${message}`);
    if (level === "handshake" && /no matching/.test(message ?? "")) {
      const cause = this.#hop.oldAlgorithms === true ? "no_common_algorithm" : "old_algorithms";
      return new RouteError("refused", this.#name, message ?? "", null, cause);
    }
    // How sshd hangs up where fewer attempts are allowed than were made.
    if (this.#trustedAt !== null && /too many authentication failures/i.test(message ?? ""))
      return new RouteError("auth", this.#name, message ?? "");
    return toRouteError(error, this.#name);
  }
}
