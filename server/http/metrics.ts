import { timingSafeEqual } from "node:crypto";
import { Gauge, Registry } from "prom-client";
import { requireSystemAdmin } from "../access.ts";
import { secretHash } from "../crypto/secret-token.ts";
import type { Database } from "../db/client.ts";
import { isTerminalTaskLogState, taskLogStates } from "../domain/task-log-state.ts";
import { ServiceError } from "../errors.ts";
import { processMetrics } from "../metrics.ts";
import type { WebRuntime } from "../runtime.ts";
import { identify } from "../session/identify.ts";
import { readLoad } from "../system/load.ts";
import { livingWorkers } from "../system/workers.ts";
import { bearerOf, describeRequest } from "../trpc/context.ts";
import { errorShape } from "./error-shape.ts";

const unendedStates = taskLogStates.filter((state) => !isTerminalTaskLogState(state));

/** The numbers of this process and of the platform as Prometheus text, for a system admin's token or the configured one. */
export async function answerMetrics(request: Request, runtime: WebRuntime): Promise<Response> {
  try {
    await admitScraper(request, runtime);
    const registry = Registry.merge([processMetrics().registry, await platformRegistry(runtime.database)]);
    return new Response(await registry.metrics(), {
      headers: { "content-type": registry.contentType, "cache-control": "no-store" },
    });
  } catch (thrown) {
    const error = errorShape(thrown, describeRequest(request));
    return Response.json(error, { status: error.data.httpStatus });
  }
}

async function admitScraper(request: Request, { env, database }: WebRuntime): Promise<void> {
  const bearer = bearerOf(request.headers);
  if (bearer === null) throw new ServiceError("UNAUTHORIZED", "NOT_SIGNED_IN");
  if (isSame(bearer, env.HOSTRUN_METRICS_TOKEN)) return;
  const actor = await identify(database, { bearer });
  if (actor === null) throw new ServiceError("UNAUTHORIZED", "NOT_SIGNED_IN");
  requireSystemAdmin({ actor });
}

/** Compares hashes, so that the time says nothing about where the two differ. */
function isSame(given: string, expected: string | undefined): boolean {
  return (
    expected !== undefined &&
    timingSafeEqual(Buffer.from(secretHash(given)), Buffer.from(secretHash(expected)))
  );
}

/** What the database says now; without it, that it is away, so that the process is still seen. */
async function platformRegistry(database: Database): Promise<Registry> {
  const registry = new Registry();
  const say = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const reached = say("hostrun_database_up", "Whether the database answers.");
  try {
    const [load, workers] = await Promise.all([readLoad(database), livingWorkers(database)]);
    reached.set(1);
    say("hostrun_workers_alive", "Workers whose lease is not over.").set(workers.length);
    say("hostrun_target_logs_active", "Target logs that a worker has in hand.").set(load.activeTargetLogs);
    say("hostrun_target_logs_pending", "Target logs that wait.").set(load.pendingTargetLogs);
    const runs = new Gauge({
      name: "hostrun_runs",
      help: "Runs that have not ended, by state.",
      labelNames: ["state"],
      registers: [registry],
    });
    // A state that nothing is in now is told as 0: a number that vanishes can't be watched.
    for (const state of unendedStates) runs.set({ state }, load.runs[state] ?? 0);
  } catch {
    reached.set(0);
  }
  return registry;
}
