import { logger } from "./logger.ts";

/**
 * Runs a part of the product as this process: tells its supervisor when it is ready, works until it is told to
 * end, and ends in good order; told twice, it ends at once.
 */
export async function runProcess(start: () => Promise<{ stop(): Promise<void> }>): Promise<void> {
  const part = await start().catch(giveUp);
  process.send?.("ready");
  let ending = false;
  const end = (): void => {
    if (ending) process.exit(1);
    ending = true;
    part.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "could not end in good order");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  // A part whose supervisor was killed must not be left behind.
  process.on("disconnect", end);
}

/** Said and ended here: a library may have taken unhandled errors upon itself, and would keep half a part alive. */
function giveUp(error: unknown): never {
  logger.fatal({ err: error }, "could not start");
  process.exit(1);
}
