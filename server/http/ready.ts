import type { WebRuntime } from "../runtime.ts";
import { lookAtReadiness, type Readiness } from "../system/readiness.ts";

const nothing: Readiness = { database: false, migrations: false, worker: false, walls: false };

/**
 * Whether runs can be started and shown: 200, or 503 with what failed. It names parts and nothing of what they hold,
 * since nobody has to sign in to ask.
 *
 * @param open opens what the process works with; fails where there is no database yet
 */
export async function answerReady(
  open: () => Promise<Pick<WebRuntime, "database" | "shutdown">>,
): Promise<Response> {
  const runtime = await open().catch(() => null);
  const checks = runtime === null ? nothing : await lookAtReadiness(runtime.database);
  const failed = Object.entries(checks).flatMap(([name, holds]) => (holds ? [] : [name]));
  // Who is about to end gets no new work.
  if (runtime?.shutdown.signal.aborted) failed.push("ending");
  const ready = failed.length === 0;
  return Response.json(
    { ready, checks, failed },
    { status: ready ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
