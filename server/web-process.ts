import { runProcess } from "./process.ts";
import { startWeb } from "./web.ts";

await runProcess(() => startWeb({ dev: process.argv.includes("--dev") }));
