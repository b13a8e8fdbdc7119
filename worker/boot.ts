import os from "node:os";
import type { PgBoss } from "pg-boss";
import { makeSealingKey } from "../server/crypto/make-key.ts";
import type { SealingKeyPair } from "../server/crypto/suite.ts";
import type { Database } from "../server/db/client.ts";
import { Engine } from "../server/execute/engine.ts";
import { Heartbeat } from "../server/execute/heartbeat.ts";
import { LeaseClock } from "../server/execute/lease-clock.ts";
import type { Transport } from "../server/execute/transport.ts";
import { bootKeyId } from "../server/host-check/box-place.ts";
import {
  heartbeatsOfLease,
  markDraining,
  markStopped,
  registerWorker,
  renewWorker,
} from "../server/run/worker-row.ts";

export interface BootOptions {
  database: Database;
  /** A connection of its own for the heartbeat, so that no load delays it. */
  heartbeatDatabase: Database;
  boss: PgBoss;
  transport: Transport;
  slots: number;
  heartbeatSeconds: number;
  version: string;
  /** Called when this boot was declared dead; a new one may begin. */
  onDead(): void;
}

/** One registration of a worker: its row, its lease, and the engine that works under them. */
export interface Boot {
  workerId: number;
  /** What is typed once is sealed to it; nobody else has its private half, and it dies with this boot. */
  key: SealingKeyPair;
  engine: Engine;
  /** Ends in good order: nothing new, what was not sent goes back, the rest may finish for `drainMs`. */
  stop(drainMs: number): Promise<void>;
}

/** Registers this process as a worker and sets it to work. */
export async function bootWorker(options: BootOptions): Promise<Boot> {
  const { database, heartbeatDatabase, boss, transport, slots, heartbeatSeconds, version } = options;
  const made = await makeSealingKey();
  const workerId = await registerWorker(database, {
    host: os.hostname(),
    pid: process.pid,
    version,
    publicKey: made.publicKey,
  });
  const key = { ...made, id: bootKeyId(workerId) };
  const leaseSeconds = heartbeatSeconds * heartbeatsOfLease;
  const lease = new LeaseClock(leaseSeconds, () => renewWorker(heartbeatDatabase, workerId));
  const engine = new Engine({ database, boss, transport, lease, workerId, slots });
  const reconcile = () => void engine.reconcile().catch(() => {});
  const reconciling = setInterval(reconcile, heartbeatSeconds * 600);
  const onDead = () => {
    clearInterval(reconciling);
    engine.abandon();
    options.onDead();
  };
  const heartbeat = new Heartbeat({
    database,
    boss,
    lease,
    workerId,
    heartbeatSeconds,
    leaseSeconds,
    onDead,
  });
  heartbeat.start();
  engine.start();
  return {
    workerId,
    key,
    engine,
    stop: async (drainMs) => {
      clearInterval(reconciling);
      await markDraining(database, workerId).catch(() => {});
      await engine.drain(drainMs);
      await heartbeat.stop();
      await markStopped(database, workerId).catch(() => {});
    },
  };
}
