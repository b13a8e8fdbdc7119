import path from "node:path";
import type { Lease } from "./pool.ts";
import { terminatorFrame } from "./remote/terminator.ts";
import type { Route } from "./route.ts";
import { ask } from "./session.ts";

/** What became of a script that was to be ended. */
export interface Termination {
  outcome: "gone" | "still_running" | "unreachable";
  pids: number[];
  detail: string;
}

/** Beyond the grace: KILL, looking again, and the way there and back. */
const marginMs = 20_000;

/**
 * Ends a script on its host: TERM to its process group and to children that left it, the grace, KILL, and a look
 * whether all of them are gone. Never rejects.
 */
export async function terminate(
  lease: Lease,
  route: Route,
  process: { processGroup: number; directory: string },
  options: { graceMs: number },
): Promise<Termination> {
  const stop = {
    processGroup: process.processGroup,
    launch: launchOf(process.directory),
    graceMs: options.graceMs,
  };
  const answer = await ask(lease, route, (nonce) => terminatorFrame(nonce, stop), options.graceMs + marginMs);
  if ("failed" in answer) return { outcome: "unreachable", pids: [], detail: answer.failed };
  const [outcome, ...rest] = answer.words.trim().split(/\s+/);
  if (outcome === "gone")
    return { outcome, pids: [], detail: rest[0] === "killed" ? "ended by KILL" : "ended by TERM" };
  return { outcome: "still_running", pids: rest.map(Number), detail: `still running: ${rest.join(" ")}` };
}

/** The launch's nonce is the last part of its directory's name. */
function launchOf(directory: string): string {
  return path.extname(directory).slice(1);
}
