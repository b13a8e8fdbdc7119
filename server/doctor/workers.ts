import type { Database } from "../db/client.ts";
import { livingWorkers } from "../system/workers.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** Whether anybody takes runs. */
export async function examineWorkers(database: Database): Promise<Finding> {
  const alive = await livingWorkers(database);
  const ready = alive.filter((worker) => !worker.draining);
  if (ready.length > 0) return fine("worker", `${ready.length} alive`);
  const cure = "Start one: npm start, or npx hostrun start --worker.";
  return wrong("worker", alive.length > 0 ? "all are about to end" : "none is alive", cure);
}
