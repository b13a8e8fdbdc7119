import type { Duplex } from "node:stream";
import ssh2, { type ClientChannel } from "ssh2";
import { RouteError, toRouteError } from "./errors.ts";
import { parseHostKey } from "./keys.ts";
import type { Hop, HopName, HostKey, LoginKey } from "./route.ts";
import type { StepClock } from "./steps.ts";

/** One authenticated connection to one SSH server. */
export class Connection {
  readonly client: ssh2.Client;
  /** Session channels that are open. */
  sessions = 0;
  closed = false;
  readonly whenClosed: Promise<void>;

  constructor(client: ssh2.Client) {
    this.client = client;
    this.whenClosed = new Promise((resolve) => {
      client.once("close", () => {
        this.closed = true;
        resolve();
      });
    });
  }

  /** Opens a session that runs one command; rejects when the server refuses the channel. */
  exec(command: string): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new Error("the connection is closed"));
      const closed = () => reject(new Error("the connection closed"));
      this.client.once("close", closed);
      this.sessions++;
      this.client.exec(command, (error, channel) => {
        this.client.off("close", closed);
        if (error) {
          this.sessions--;
          return reject(error);
        }
        channel.once("close", () => {
          this.sessions--;
        });
        channel.on("error", () => {});
        channel.stderr.on("error", () => {});
        resolve(channel);
      });
    });
  }

  /** A stream to an address as the server sees it. */
  forward(address: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.client.forwardOut("127.0.0.1", 0, address, port, (error, stream) =>
        error ? reject(error) : resolve(stream),
      );
    });
  }

  end(): void {
    this.client.end();
    this.client.destroy();
  }
}

export interface HandshakeOptions {
  signal: AbortSignal;
  steps: StepClock;
  keepaliveMs: number;
  /** Asked where nothing is pinned yet, before any credential is sent. */
  pinHostKey(hop: HopName, key: HostKey): Promise<boolean>;
}

/** Speaks SSH over an open stream: checks the host's key, then logs in with the key alone. */
export function handshake(
  stream: Duplex,
  hop: Hop,
  name: HopName,
  key: LoginKey,
  options: HandshakeOptions,
): Promise<Connection> {
  const { steps, signal } = options;
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    const connection = new Connection(client);
    const began = performance.now();
    let verifiedAt: number | null = null;
    let refusedKey: RouteError | null = null;

    const give = (error: unknown) => {
      signal.removeEventListener("abort", abort);
      const cause = refusedKey ?? toRouteError(error, name);
      steps.fail(name, verifiedAt === null ? "host_key" : "login", cause, verifiedAt ?? began);
      reject(cause);
      client.destroy();
      stream.destroy();
    };
    const abort = () => give(signal.reason);
    const closed = () => give(new RouteError("refused", name, "the server closed the connection"));

    client.on("error", give);
    client.once("close", closed);
    client.once("ready", () => {
      signal.removeEventListener("abort", abort);
      client.off("error", give);
      client.off("close", closed);
      client.on("error", () => {});
      steps.done(name, "login", verifiedAt ?? began);
      resolve(connection);
    });
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) return abort();

    const verify = async (blob: Buffer): Promise<boolean> => {
      refusedKey = await refusalOf(parseHostKey(blob), hop, name, options.pinHostKey);
      if (refusedKey !== null) return false;
      verifiedAt = performance.now();
      steps.done(name, "host_key", began);
      return true;
    };
    client.connect({
      sock: stream,
      username: hop.username,
      privateKey: key.privateKey,
      authHandler: ["publickey"],
      hostVerifier: (blob: Buffer, answer: (ok: boolean) => void) => {
        verify(blob).then(answer, (error: unknown) => {
          refusedKey = new RouteError("host_key", name, `the key could not be pinned: ${String(error)}`);
          answer(false);
        });
      },
      algorithms: { serverHostKey: preferredAlgorithms(hop) },
      readyTimeout: 0,
      keepaliveInterval: options.keepaliveMs,
      keepaliveCountMax: 3,
    });
  });
}

async function refusalOf(
  key: HostKey,
  hop: Hop,
  name: HopName,
  pin: HandshakeOptions["pinHostKey"],
): Promise<RouteError | null> {
  if (hop.pinnedHostKey !== null) {
    if (hop.pinnedHostKey === key.line) return null;
    return new RouteError("host_key", name, `the host shows another key: ${key.fingerprint}`, key);
  }
  if (hop.expectedFingerprint !== null && hop.expectedFingerprint !== key.fingerprint) {
    return new RouteError("host_key", name, `the host's key is not the given one: ${key.fingerprint}`, key);
  }
  if (await pin(name, key)) return null;
  return new RouteError("host_key", name, `the host shows another key: ${key.fingerprint}`, key);
}

const algorithms = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
] as const;

/** The pinned key's own type first, so that a host with several keys shows the one that is known. */
function preferredAlgorithms(hop: Hop): (typeof algorithms)[number][] {
  const pinned = hop.pinnedHostKey?.split(" ")[0] ?? "";
  const isPinned = (name: string) => (pinned === "ssh-rsa" ? name.startsWith("rsa-") : name === pinned);
  return [...algorithms].sort((a, b) => Number(isPinned(b)) - Number(isPinned(a)));
}
