import { and, asc, isNull, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { worker } from "../db/tables/worker.ts";
import { env } from "../env.ts";
import { heartbeatsOfLease } from "../run/worker-row.ts";
import type { LivingWorker } from "./output.ts";

/** The workers whose lease is not over, oldest first. */
export function livingWorkers(database: Database): Promise<LivingWorker[]> {
  const leaseSeconds = env().HOSTRUN_HEARTBEAT_SECONDS * heartbeatsOfLease;
  return inTenant(asSystem(database), (tx) =>
    tx
      .select({
        id: worker.id,
        host: worker.host,
        pid: worker.pid,
        version: worker.version,
        heartbeatAt: worker.heartbeatAt,
        draining: worker.draining,
      })
      .from(worker)
      .where(
        and(
          isNull(worker.deadAt),
          isNull(worker.stoppedAt),
          sql`${worker.heartbeatAt} >= now() - make_interval(secs => ${leaseSeconds})`,
        ),
      )
      .orderBy(asc(worker.id)),
  );
}
