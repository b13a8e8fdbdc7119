import { type Connection, scriptsPerConnection } from "./connection.ts";
import { dial, placeOf } from "./dial.ts";
import type { DialPolicy } from "./dial-policy.ts";
import { RouteError, toRouteError } from "./errors.ts";
import { forward } from "./forward.ts";
import { Gate } from "./gate.ts";
import { findGivenKey, isGivenKey } from "./given-key.ts";
import { handshake } from "./handshake.ts";
import { keyLogin, type Login, type OnceSecret, onceLogin } from "./login.ts";
import type { Hop, HopName, HostKey, LoginKey, Route } from "./route.ts";
import { type ConnectStep, StepClock } from "./steps.ts";

/** Stock sshd drops new connections from the 10th unauthenticated one on. */
const unauthenticatedPerServer = 4;

export interface AcquireOptions {
  timeoutMs: number;
  signal: AbortSignal;
  policy: DialPolicy;
  pinHostKey(hop: HopName, key: HostKey): Promise<boolean>;
  onStep?(step: ConnectStep): void;
}

/** A connection in use; give it back when its last channel is done. */
export interface Lease {
  connection: Connection;
  release(): void;
}

/** What a new connection is opened with. */
interface Opening {
  key: LoginKey;
  /** In place of the key, for this connection alone. */
  login?: Login;
  /** The proxy's connection that it goes through. */
  through?: Connection;
  /** It only forwards streams, which are not sessions. */
  forwarding?: boolean;
  options: AcquireOptions;
  signal: AbortSignal;
  steps: StepClock;
}

interface Pooled {
  connection: Connection;
  /** What it was opened for, by the names that its users gave. */
  names: Set<string>;
  leases: number;
  idleSince: number;
}

/**
 * Connections kept and shared by route: the same hops, pins, user and key version. Kept alive, closed when idle,
 * never more sessions on one than a stock sshd allows. Connections to a proxy are shared by all its targets. What was
 * opened for a host or with a key that has changed is dropped by its name.
 */
export class ConnectionPool {
  readonly #pooled = new Map<string, Pooled[]>();
  /** Dropped while they were in use: nobody gets them any more. */
  readonly #dropped = new Set<Pooled>();
  readonly #gates = new Map<string, Gate>();
  readonly #idleMs: number;
  readonly #keepaliveMs: number;
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: { idleMs?: number; keepaliveMs?: number } = {}) {
    this.#idleMs = options.idleMs ?? 60_000;
    this.#keepaliveMs = options.keepaliveMs ?? 10_000;
    this.#sweeper = setInterval(() => this.#closeIdle(), Math.max(50, this.#idleMs / 4));
    this.#sweeper.unref();
  }

  /** A connection over the whole route; throws a {@link RouteError} where there is none in time. */
  acquire(route: Route, options: AcquireOptions): Promise<Lease> {
    return this.#inTime(route, options, async (opening) => {
      if (route.proxy === null) return this.#lease("target", route.target, opening);
      const forwarding = route.loginMode === "platform_key";
      const proxy = await this.#lease("proxy", route.proxy, { ...opening, ...forProxy(route), forwarding });
      if (!forwarding) return proxy;
      return this.#behind(proxy, (through) => this.#lease("target", route.target, { ...opening, through }));
    });
  }

  /** A connection that is logged in to with what was given once. */
  openOnce(route: Route, secret: OnceSecret, options: AcquireOptions): Promise<Lease> {
    return this.#openOwn(route, onceLogin(route.target.username, secret), options);
  }

  /**
   * A connection to the target that is opened now, whatever stands already. Where the proxy logs in itself, the
   * connection is the proxy's, as for everybody.
   */
  openAnew(route: Route, options: AcquireOptions): Promise<Lease> {
    if (route.proxy !== null && route.loginMode === "proxy_identity") return this.acquire(route, options);
    return this.#openOwn(route, undefined, options);
  }

  /** Nobody shares it, and released it is closed; the proxy's connection on the way is everybody's. */
  #openOwn(route: Route, login: Login | undefined, options: AcquireOptions): Promise<Lease> {
    const { target } = route;
    return this.#inTime(route, options, async (opening) => {
      const own = { ...opening, login };
      const open = async (through?: Connection): Promise<Lease> => {
        const connection = await this.#open("target", target, { ...own, through });
        return { connection, release: () => connection.end() };
      };
      if (route.proxy === null) return open();
      const proxyOpening = { ...opening, ...forProxy(route), forwarding: true };
      return this.#behind(await this.#lease("proxy", route.proxy, proxyOpening), open);
    });
  }

  /** What is opened through a proxy holds the proxy's connection for as long as it is held. */
  async #behind(proxy: Lease, open: (through: Connection) => Promise<Lease>): Promise<Lease> {
    try {
      const target = await open(proxy.connection);
      return { connection: target.connection, release: both(target, proxy) };
    } catch (error) {
      proxy.release();
      throw error;
    }
  }

  async #inTime(
    route: Route,
    options: AcquireOptions,
    work: (opening: Opening) => Promise<Lease>,
  ): Promise<Lease> {
    const deadline = AbortSignal.timeout(options.timeoutMs);
    const signal = AbortSignal.any([options.signal, deadline]);
    const steps = new StepClock(options.onStep);
    try {
      return await work({ key: route.key, options, signal, steps });
    } catch (error) {
      if (!deadline.aborted || options.signal.aborted) throw error;
      const { hop, queued } = toRouteError(error, "target");
      const said = `no connection within ${options.timeoutMs / 1000} s`;
      throw new RouteError("timeout", hop, said, null, queued ? "queued" : "timeout");
    }
  }

  /** Lets go of what was opened for any of these: at once where nobody uses it, else with its last lease. */
  drop(names: string[]): void {
    for (const [poolKey, list] of this.#pooled) {
      for (const pooled of list) {
        if (names.some((name) => pooled.names.has(name))) this.#drop(poolKey, pooled);
      }
    }
  }

  #drop(poolKey: string, pooled: Pooled): void {
    this.#forget(poolKey, pooled);
    if (pooled.leases === 0) pooled.connection.end();
    else this.#dropped.add(pooled);
  }

  /** Closes every connection; what runs on them is let go of. */
  close(): void {
    clearInterval(this.#sweeper);
    for (const { connection } of this.#held()) connection.end();
    this.#pooled.clear();
    this.#dropped.clear();
  }

  /** Connections held now, for gauges and tests. */
  get size(): number {
    return this.#held().length;
  }

  #held(): Pooled[] {
    return [...[...this.#pooled.values()].flat(), ...this.#dropped];
  }

  async #lease(name: HopName, hop: Hop, opening: Opening): Promise<Lease> {
    const { key, through, forwarding, signal } = opening;
    const via = through === undefined ? "" : (connectionIds.get(through) ?? "");
    const poolKey = [
      via,
      hop.username,
      hop.address,
      hop.port,
      hop.pinnedHostKey,
      hop.oldAlgorithms,
      key.version,
    ].join(" ");
    const limit = forwarding ? Number.POSITIVE_INFINITY : scriptsPerConnection;
    const find = () => (hop.pinnedHostKey === null ? undefined : this.#usable(poolKey, limit));
    const names = [hop.name, key.name].filter((name) => name !== undefined);
    const usable = find();
    if (usable !== undefined) return this.#take(poolKey, usable, names);
    // Those that forward only need one: who comes second waits for the first one's, and shares it.
    const places = forwarding && hop.pinnedHostKey !== null ? 1 : unauthenticatedPerServer;
    return this.#within(`${via} ${hop.address} ${hop.port} ${places}`, places, name, signal, async () => {
      const opened = find() ?? this.#keep(poolKey, await this.#open(name, hop, opening));
      return this.#take(poolKey, opened, names);
    });
  }

  /** Works while at most so many others do for the same server. */
  async #within<T>(
    server: string,
    places: number,
    name: HopName,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const gate = this.#gates.get(server) ?? new Gate(places);
    this.#gates.set(server, gate);
    try {
      await gate.enter(signal).catch((error: unknown) => {
        const { reason, message } = toRouteError(error, name);
        throw new RouteError(reason, name, message, null, "queued");
      });
      try {
        return await work();
      } finally {
        gate.leave();
      }
    } finally {
      if (gate.empty) this.#gates.delete(server);
    }
  }

  #open(name: HopName, hop: Hop, opening: Opening): Promise<Connection> {
    if (!isGivenKey(hop)) return this.#meet(name, hop, opening);
    return findGivenKey(opening.steps, (steps, withoutTypes) =>
      this.#meet(name, hop, { ...opening, steps }, withoutTypes),
    );
  }

  async #meet(name: HopName, hop: Hop, opening: Opening, withoutTypes?: string[]): Promise<Connection> {
    const { key, through, options, signal, steps } = opening;
    const stream = through
      ? await steps.time(
          name,
          "tcp",
          () => forward(through, hop, signal),
          () => ({ detail: placeOf(hop) }),
        )
      : await dial(hop, name, { policy: options.policy, signal, steps });
    return handshake(stream, hop, name, opening.login ?? keyLogin(hop.username, key), {
      signal,
      steps,
      keepaliveMs: this.#keepaliveMs,
      pinHostKey: options.pinHostKey,
      withoutTypes,
    });
  }

  #usable(poolKey: string, limit: number): Pooled | undefined {
    return this.#pooled.get(poolKey)?.find(({ connection, leases }) => !connection.closed && leases < limit);
  }

  #take(poolKey: string, pooled: Pooled, names: string[]): Lease {
    for (const name of names) pooled.names.add(name);
    pooled.leases++;
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      pooled.leases--;
      pooled.idleSince = performance.now();
      if (pooled.connection.closed) this.#forget(poolKey, pooled);
      else if (pooled.leases === 0 && this.#dropped.has(pooled)) pooled.connection.end();
    };
    return { connection: pooled.connection, release };
  }

  #keep(poolKey: string, connection: Connection): Pooled {
    const pooled = { connection, names: new Set<string>(), leases: 0, idleSince: performance.now() };
    connectionIds.set(connection, `${poolKey}#${nextId++}`);
    const list = this.#pooled.get(poolKey) ?? [];
    list.push(pooled);
    this.#pooled.set(poolKey, list);
    void connection.whenClosed.then(() => this.#forget(poolKey, pooled));
    return pooled;
  }

  #forget(poolKey: string, pooled: Pooled): void {
    this.#dropped.delete(pooled);
    const rest = (this.#pooled.get(poolKey) ?? []).filter((other) => other !== pooled);
    if (rest.length > 0) this.#pooled.set(poolKey, rest);
    else this.#pooled.delete(poolKey);
  }

  #closeIdle(): void {
    const before = performance.now() - this.#idleMs;
    for (const list of this.#pooled.values()) {
      for (const { connection, leases, idleSince } of list)
        if (leases === 0 && idleSince < before) connection.end();
    }
  }
}

/** Names a connection in the keys of those that go through it. */
const connectionIds = new WeakMap<Connection, string>();
let nextId = 1;

function forProxy({ key, proxyKey = key }: Route): Pick<Opening, "key"> {
  return { key: proxyKey };
}

function both(target: Lease, proxy: Lease): () => void {
  return () => {
    target.release();
    proxy.release();
  };
}
