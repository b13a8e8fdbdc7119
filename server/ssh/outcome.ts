import { parseHostKeyLine } from "./keys.ts";
import type { Lease } from "./pool.ts";
import type { Launch } from "./remote/launcher.ts";
import { lookerFrame, proberFrame } from "./remote/looker.ts";
import { type KeySource, knownKeysFrame } from "./remote/relay.ts";
import type { HostKey, Route } from "./route.ts";
import { ask } from "./session.ts";

/** What a host still knows of a script whose end was not seen. */
export type Outcome =
  | { result: "ended"; exitCode: number }
  | { result: "still_running"; pids: number[] }
  | { result: "nothing_found" };

const lookMs = 15_000;

/** Reads what the launcher left on the host; throws where the host does not answer. Only reads. */
export async function readOutcome(
  lease: Lease,
  route: Route,
  of: Pick<Launch, "installation" | "targetLogId">,
): Promise<Outcome> {
  const answer = await ask(lease, route, (nonce) => lookerFrame(nonce, of), lookMs);
  if ("failed" in answer) throw new Error(answer.failed);
  const [word, value] = answer.words.split(" ");
  if (word === "ended") return { result: "ended", exitCode: Number(value) };
  if (word === "running") return { result: "still_running", pids: [Number(value)] };
  return { result: "nothing_found" };
}

/** What a host has for scripts to run with. */
export interface Findings {
  system: string;
  shell: string;
  writableDirectory: string;
  /** Seconds that the host's clock is ahead of ours. */
  clockOffsetSeconds: number;
  interpreters: string[];
}

/** Looks around on a host after login; a failure carries the host's own words. */
export async function probe(lease: Lease, route: Route): Promise<Findings | { failed: string }> {
  const answer = await ask(lease, route, proberFrame, lookMs);
  if ("failed" in answer) return answer;
  const [system = "", shell = "", writableDirectory = "", clock = "", interpreters = ""] = answer.words
    .replace(/^found /, "")
    .split("|");
  return {
    system,
    shell,
    writableDirectory,
    clockOffsetSeconds: Math.round(Number(clock) - Date.now() / 1000),
    interpreters: interpreters.trim().split(/\s+/),
  };
}

/**
 * The key of a target that a proxy logs in to itself, as the proxy knows it or sees it now: Ed25519 first. Null
 * where it can find out none.
 */
export async function keyKnownToProxy(
  lease: Lease,
  route: Route,
  source: KeySource = "known",
): Promise<HostKey | null> {
  const direct = { ...route, proxy: null };
  const answer = await ask(lease, direct, (nonce) => knownKeysFrame(nonce, route.target, source), lookMs);
  if ("failed" in answer) return null;
  const lines = answer.words.split("\n").filter((line) => /^(ssh|ecdsa)-\S+ \S+/.test(line));
  const best = lines.find((line) => line.startsWith("ssh-ed25519 ")) ?? lines[0];
  return best === undefined ? null : parseHostKeyLine(best);
}
