import path from "node:path";
import { openDatabase } from "../server/db/client.ts";
import { Listener } from "../server/db/listen.ts";
import { databaseSettings } from "../server/db/role.ts";
import type { Env } from "../server/env.ts";
import { KeepFresh } from "../server/execute/keep-fresh.ts";
import { SshTransport } from "../server/execute/ssh-transport.ts";
import type { Transport } from "../server/execute/transport.ts";
import { moveMissed, runHostCheck, runTestBatch } from "../server/host-check/execution.ts";
import { logger } from "../server/logger.ts";
import { messageCentreOf } from "../server/notice/channel/centre-settings.ts";
import { refuseInside } from "../server/notice/channel/inside.ts";
import { openBoss } from "../server/queue/boss.ts";
import { heartbeatsOfLease } from "../server/run/worker-row.ts";
import { DueScan } from "../server/schedule/due-scan.ts";
import { ConnectionPool } from "../server/ssh/pool.ts";
import {
  checkSealing,
  makeMissingKeys,
  makeTenantKey,
  rotateTenantKey,
  TenantKeys,
} from "../server/ssh-key/execution.ts";
import { loadMasterKey } from "../server/ssh-key/master-key.ts";
import { checkOutcome } from "../server/target-log/execution.ts";
import { productVersion } from "../server/version.ts";
import { type Boot, bootWorker } from "./boot.ts";
import { takeJobs } from "./handlers.ts";
import { Notices } from "./notices.ts";

export type WorkerSettings = Pick<
  Env,
  | "HOSTRUN_WORKER_SLOTS"
  | "HOSTRUN_HEARTBEAT_SECONDS"
  | "HOSTRUN_DRAIN_SECONDS"
  | "HOSTRUN_DATA_DIR"
  | "HOSTRUN_MASTER_KEY_FILE"
  | "HOSTRUN_ALLOW_LOOPBACK_TARGETS"
  | "HOSTRUN_URL"
  | "HOSTRUN_NOTICE_NETWORKS"
  | "SMTP_URL"
  | "SMTP_FROM"
  | "MANAGER_URL"
  | "MANAGER_TOKEN"
  | "MANAGER_RECEIVERS"
  | "MANAGER_MAPPING"
>;

export interface Worker {
  /** The id of the registration that is at work now. */
  workerId(): number;
  /** Targets in hand now. */
  heldCount(): number;
  stop(): Promise<void>;
}

/**
 * Puts a whole worker together and sets it to work. Where this process is declared dead (it was frozen, or cut
 * off), it lets go of everything and registers anew.
 *
 * @param transport in place of SSH, to measure the engine alone
 */
export async function startWorker(url: string, env: WorkerSettings, transport?: Transport): Promise<Worker> {
  const settings = await databaseSettings(url);
  const database = openDatabase(settings, { max: 8, name: "hostrun worker" });
  const heartbeatDatabase = openDatabase(settings, {
    max: 1,
    name: "hostrun heartbeat",
    // A beat that is not answered within a lease has failed; the next one gets a connection of its own.
    queryTimeoutMs: env.HOSTRUN_HEARTBEAT_SECONDS * heartbeatsOfLease * 1000,
  });
  const boss = openBoss(settings, "worker");
  const listened = ["hostrun_stop", "hostrun_install", "hostrun_route", "hostrun_schedule"] as const;
  const listener = new Listener(settings, listened);
  const masterKeyFile = env.HOSTRUN_MASTER_KEY_FILE ?? path.join(env.HOSTRUN_DATA_DIR, "master.key");
  const master = await loadMasterKey(masterKeyFile, database);
  await checkSealing(database, master);
  await makeMissingKeys(database, master);

  const pool = new ConnectionPool();
  const keys = new TenantKeys(database, master);
  const allowLoopback = env.HOSTRUN_ALLOW_LOOPBACK_TARGETS;
  const ssh = new SshTransport({ database, pool, keys, allowLoopback, installation: master.id });

  let current: Boot | null = null;
  let stopping = false;
  const now = (): Boot => {
    if (current === null) throw new Error("the worker is not registered");
    return current;
  };
  const begin = async () => {
    current = await bootWorker({
      database,
      heartbeatDatabase,
      boss,
      transport: transport ?? ssh,
      slots: env.HOSTRUN_WORKER_SLOTS,
      heartbeatSeconds: env.HOSTRUN_HEARTBEAT_SECONDS,
      version: productVersion,
      onDead: () => {
        logger.warn("declared dead; registering anew");
        void beginAgain();
      },
    });
  };
  const beginAgain = async (): Promise<void> => {
    if (stopping) return;
    await begin().catch((error: unknown) => {
      logger.warn({ err: error }, "could not register; trying again");
      setTimeout(() => void beginAgain(), 1_000);
    });
  };

  const hostCheckDeps = () => {
    const { workerId, key } = now();
    return { database, pool, keys, ssh, allowLoopback, workerId, bootKey: key };
  };
  const notices = new Notices(() => ({
    database,
    boss,
    master,
    workerId: now().workerId,
    messageCentre: messageCentreOf(env),
    consoleUrl: env.HOSTRUN_URL ?? null,
    refuse: refuseInside(env.HOSTRUN_NOTICE_NETWORKS),
    mailServer: { url: env.SMTP_URL ?? null, from: env.SMTP_FROM ?? null },
  }));
  await boss.start();
  await begin();
  listener.on("hostrun_stop", (ids) => {
    for (const id of ids.split(",")) now().engine.stopRun(Number(id));
  });
  listener.onReconnect(
    () =>
      void now()
        .engine.reconcile()
        .catch(() => {}),
  );
  listener.on("hostrun_install", (ids) => {
    for (const id of ids.split(",")) void runHostCheck(hostCheckDeps(), Number(id)).catch(logInstall);
  });
  const dueScan = new DueScan({ database, boss });
  listener.on("hostrun_schedule", () => dueScan.wake());
  listener.onReconnect(() => dueScan.wake());
  listener.on("hostrun_route", (names) => pool.drop(names.split(",")));
  await listener.start();
  await takeJobs(boss, {
    run: () => now().engine.wake(),
    hostCheck: ({ hostCheckId }) => runHostCheck(hostCheckDeps(), hostCheckId),
    testBatch: ({ batchId }) => runTestBatch(hostCheckDeps(), batchId),
    checkOutcome: async ({ targetLogId }) => {
      await checkOutcome({ database, ssh, keys }, targetLogId);
    },
    rotateKey: (rotation) => rotateTenantKey({ database, master, boss }, rotation),
    spreadNotice: ({ noticeId }) => notices.spread(noticeId),
    deliverNotice: ({ deliveryId }) => notices.deliver(deliveryId),
    makeKey: ({ tenantId }) => makeTenantKey(database, master, tenantId),
  });
  const freshness = new KeepFresh(() => ({
    ...hostCheckDeps(),
    moveMissed: (host) => moveMissed(hostCheckDeps(), host),
  }));
  freshness.start();
  dueScan.start();
  notices.start();
  logger.info({ worker: now().workerId }, "worker at work");

  return {
    workerId: () => now().workerId,
    heldCount: () => now().engine.heldCount,
    stop: async () => {
      stopping = true;
      await listener.close();
      await dueScan.stop();
      await boss.stop({ graceful: false }).catch(() => {});
      await freshness.stop();
      await notices.stop();
      await now().stop(env.HOSTRUN_DRAIN_SECONDS * 1000);
      pool.close();
      await database.close();
      await heartbeatDatabase.close();
    },
  };
}

function logInstall(error: unknown): void {
  logger.error({ err: error }, "an installation of a key could not be taken up");
}
