import { randomUUID } from "node:crypto";
import type { PgBoss } from "pg-boss";
import type { ServiceContext } from "../access.ts";
import type { Database } from "../db/client.ts";

/** As whom planned runs are started: nobody's account, so that a schedule outlives whoever made it. */
export const scheduleActor = { kind: "system", name: "schedule" } as const;

/** What the verbs of runs are called with when a schedule calls them. */
export function scheduleContext(
  deps: { database: Database; boss: PgBoss },
  tenantId: number,
): ServiceContext {
  const request = { id: randomUUID(), address: null };
  return { ...deps, actor: scheduleActor, scope: { tenantId }, locale: "en", request };
}
