import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";

/** How many heartbeats a worker may miss: its lease is so long. */
export const heartbeatsOfLease = 3;

/** Registers a worker for this boot; answers its new id. */
export function registerWorker(
  database: Database,
  worker: { host: string; pid: number; version: string; publicKey: Buffer | null },
): Promise<number> {
  return inTenant(asSystem(database), async (tx) => {
    const rows = await tx.execute<{ id: number }>(sql`
      insert into worker (host, pid, version, public_key)
      values (${worker.host}, ${worker.pid}, ${worker.version}, ${worker.publicKey}) returning id`);
    const id = rows.rows[0]?.id;
    if (id === undefined) throw new Error("the worker's row was not made");
    return id;
  });
}

/** Renews a worker's lease; false when it was declared dead meanwhile. */
export function renewWorker(database: Database, workerId: number): Promise<boolean> {
  return inTenant(asSystem(database), async (tx) => {
    const renewed = await tx.execute(sql`
      update worker set heartbeat_at = now() where id = ${workerId} and dead_at is null and stopped_at is null`);
    return renewed.rowCount === 1;
  });
}

/** Says that a worker takes nothing more. */
export function markDraining(database: Database, workerId: number): Promise<void> {
  return inTenant(asSystem(database), async (tx) => {
    await tx.execute(sql`update worker set draining = true where id = ${workerId}`);
  });
}

/** Says that a worker has ended, so that whatever it still held is closed at once. */
export function markStopped(database: Database, workerId: number): Promise<void> {
  return inTenant(asSystem(database), async (tx) => {
    await tx.execute(sql`update worker set stopped_at = now() where id = ${workerId} and dead_at is null`);
  });
}
