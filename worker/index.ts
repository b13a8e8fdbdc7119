import { env } from "../server/env.ts";
import { runProcess } from "../server/process.ts";
import { startWorker } from "./worker.ts";

const settings = env();
const { DATABASE_URL } = settings;
if (DATABASE_URL === undefined) throw new Error("DATABASE_URL is needed; `hostrun start` sets it");

await runProcess(() => startWorker(DATABASE_URL, settings));
