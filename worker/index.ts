import { env } from "../server/env.ts";
import { runProcess } from "../server/process.ts";
import { serveMetrics } from "./metrics.ts";
import { startWorker } from "./worker.ts";

const settings = env();
const { DATABASE_URL } = settings;
if (DATABASE_URL === undefined) throw new Error("DATABASE_URL is needed; `hostrun start` sets it");

await runProcess(async () => {
  const worker = await startWorker(DATABASE_URL, settings);
  const port = settings.HOSTRUN_WORKER_METRICS_PORT;
  if (port === undefined) return worker;
  const numbers = { heldCount: worker.heldCount, slots: settings.HOSTRUN_WORKER_SLOTS };
  const place = { port, host: settings.HOSTRUN_HOST, token: settings.HOSTRUN_METRICS_TOKEN };
  const metrics = await serveMetrics(numbers, place);
  return { stop: () => worker.stop().finally(() => metrics.close()) };
});
