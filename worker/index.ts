import { env } from "../server/env.ts";
import { logger } from "../server/logger.ts";
import { startWorker } from "./worker.ts";

/** A worker process: at work until it is told to end; told twice, it ends at once. */
const settings = env();
if (settings.DATABASE_URL === undefined) throw new Error("DATABASE_URL is needed");

const worker = await startWorker(settings.DATABASE_URL, settings);
process.send?.("ready");

let ending = false;
const end = (): void => {
  if (ending) process.exit(1);
  ending = true;
  worker.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      logger.error({ err: error }, "could not end in good order");
      process.exit(1);
    },
  );
};
process.on("SIGTERM", end);
process.on("SIGINT", end);
// A worker whose supervisor was killed must not be left behind.
process.on("disconnect", end);
