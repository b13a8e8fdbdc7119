import type { Database } from "../db/client.ts";
import { found } from "../errors.ts";
import type { Claimed } from "../run/claim.ts";
import { RouteError } from "../ssh/errors.ts";
import { launch } from "../ssh/exec.ts";
import { readOutcome } from "../ssh/outcome.ts";
import type { ConnectionPool, Lease } from "../ssh/pool.ts";
import type { Route } from "../ssh/route.ts";
import type { ConnectStep } from "../ssh/steps.ts";
import { terminate } from "../ssh/terminate.ts";
import type { LivingKeys, TenantKeys } from "../ssh-key/execution.ts";
import { keepOfferedKey, pinHostKey } from "../target/host-identity.ts";
import { type HostRow, loadHostRows, routeOf, subjectsOf } from "./host-row.ts";
import { refusalOf } from "./known-down.ts";
import { noteWayClosed, noteWayOpen } from "./note-way.ts";
import { keepKeyShownToProxy, pinThroughProxy } from "./proxy-login.ts";
import type { OpenSession, Session, Transport } from "./transport.ts";

/** How long the launcher may take to answer before the outcome counts as unknown. */
const startMs = 60_000;

export interface SshTransportOptions {
  database: Database;
  pool: ConnectionPool;
  keys: TenantKeys;
  /** Loopback and this machine's own addresses may be dialled. */
  allowLoopback: boolean;
  /** Names this installation on the hosts. */
  installation: string;
}

/** Reaches targets over SSH, with the tenant's key. */
export class SshTransport implements Transport {
  readonly #options: SshTransportOptions;

  constructor(options: SshTransportOptions) {
    this.#options = options;
  }

  async prepare(tenantId: number, claimed: Claimed[]): Promise<Map<number, OpenSession>> {
    const keys = await this.#options.keys.keysOf(tenantId);
    const runs = new Map(
      claimed.flatMap(({ run, claims }) => claims.map(({ targetLogId }) => [targetLogId, run] as const)),
    );
    const rows = await loadHostRows(this.#options.database, tenantId, [...runs.keys()]);
    return new Map(
      rows.map((row) => {
        const refusal = refusalOf(row, found(runs.get(row.id)));
        return [row.id, (options) => (refusal ? Promise.reject(refusal) : this.open(row, keys, options))];
      }),
    );
  }

  /** Opens the route to one host, pinning keys at first contact and keeping a changed one for an admin to see. */
  async open(row: HostRow, keys: LivingKeys, options: Parameters<OpenSession>[0]): Promise<Session> {
    if (row.blocked)
      throw new RouteError("host_key", "target", "blocked: its host key has changed and is not trusted");
    if (row.proxy_blocked)
      throw new RouteError(
        "host_key",
        "proxy",
        "blocked: the proxy's host key has changed and is not trusted",
      );
    const route = routeOf(row, keys);
    const subjects = subjectsOf(row);
    const policy = { allowLoopback: this.#options.allowLoopback || row.sandbox };
    let failed: ConnectStep | undefined;
    try {
      const lease = await this.#options.pool.acquire(route, {
        ...options,
        policy,
        onStep: (step) => {
          if (!step.ok) failed = step;
        },
        pinHostKey: (hop, offered) => pinHostKey(this.#options.database, subjects[hop], offered),
      });
      const { database, installation } = this.#options;
      const pinned = await pinThroughProxy(database, lease, route, subjects.target).catch((error) => {
        lease.release();
        throw error;
      });
      await noteWayOpen(database, row);
      return sessionOver(lease, pinned, installation, () =>
        keepKeyShownToProxy(database, lease, pinned, subjects.target),
      );
    } catch (error) {
      if (error instanceof RouteError && error.offeredHostKey !== null) {
        await keepOfferedKey(this.#options.database, subjects[error.hop], error.offeredHostKey);
      }
      if (error instanceof RouteError && !options.signal.aborted && !error.queued) {
        await noteWayClosed(this.#options.database, row, error, failed?.name ?? "tcp");
      }
      throw error;
    }
  }
}

/** @param onOtherKey finds out and keeps the key for which the proxy's own login was refused */
function sessionOver(
  lease: Lease,
  route: Route,
  installation: string,
  onOtherKey: () => Promise<void>,
): Session {
  return {
    launch: (what, events) => {
      const running = launch(lease, route, { ...what, installation }, events, { startMs });
      return {
        end: running.end.then(async (end) => {
          if (end.kind === "nothing_sent" && end.reason === "host_key") await onOtherKey();
          return end;
        }),
        pause: () => running.pause(),
        resume: () => running.resume(),
        abandon: () => running.abandon(),
        acknowledge: () => running.acknowledge(),
      };
    },
    terminate: (process, graceMs) => terminate(lease, route, process, { graceMs }),
    readOutcome: (targetLogId) => readOutcome(lease, route, { installation, targetLogId }),
    release: () => lease.release(),
  };
}
