import { runProcess } from "../../server/process.ts";
import { type SandboxOptions, startSandboxServer } from "../../server/ssh/sandbox-server.ts";

/** The sandbox's own process. What it needs comes by message, so that nothing of it stands in a process list. */
process.once("message", (options: SandboxOptions) => {
  void runProcess(() => startSandboxServer(options));
});
