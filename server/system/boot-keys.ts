import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { worker } from "../db/tables/worker.ts";
import { env } from "../env.ts";
import { heartbeatsOfLease } from "../run/worker-row.ts";

/** One boot of a worker, with the half of its key that everybody may seal to. */
export interface BootKey {
  workerId: number;
  publicKey: Buffer;
}

/** The living worker that was heard of last; null where there is none. */
export async function newestBootKey(database: Database): Promise<BootKey | null> {
  const leaseSeconds = env().HOSTRUN_HEARTBEAT_SECONDS * heartbeatsOfLease;
  const rows = await inTenant(asSystem(database), (tx) =>
    tx
      .select({ workerId: worker.id, publicKey: worker.publicKey })
      .from(worker)
      .where(
        and(
          isNull(worker.deadAt),
          isNull(worker.stoppedAt),
          eq(worker.draining, false),
          isNotNull(worker.publicKey),
          sql`${worker.heartbeatAt} >= now() - make_interval(secs => ${leaseSeconds})`,
        ),
      )
      .orderBy(desc(worker.heartbeatAt))
      .limit(1),
  );
  const [row] = rows;
  return row === undefined || row.publicKey === null ? null : { ...row, publicKey: row.publicKey };
}
