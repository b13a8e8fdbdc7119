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

/** What a host has for scripts to run with, in the order in which it says so. */
export type Finding =
  | { name: "shell"; system: string; shell: string }
  | { name: "interpreters"; interpreters: string[] }
  /** Empty where nothing can be written. */
  | { name: "directory"; writableDirectory: string }
  /** How far the host's clock is ahead of ours. */
  | { name: "clock"; offsetSeconds: number };

/**
 * Looks around on a host after login and tells each finding as it comes. Answers what the host said instead, where
 * it did not say all; null where it did.
 */
export async function probe(
  lease: Lease,
  route: Route,
  tell: (finding: Finding) => void,
): Promise<string | null> {
  const answer = await ask(lease, route, proberFrame, lookMs, (words) => {
    const finding = findingOf(words);
    if (finding !== null) tell(finding);
  });
  if ("failed" in answer) return answer.failed;
  const seconds = Number(answer.words.replace(/^clock /, ""));
  // It says whole seconds, rounded down: on the average half a second more.
  tell({ name: "clock", offsetSeconds: Math.round(seconds + 0.5 - Date.now() / 1000) + 0 });
  return null;
}

function findingOf(words: string): Finding | null {
  const [, name = "", value = ""] = /^(\S+) ?(.*)$/s.exec(words) ?? [];
  if (name === "shell") {
    const [system = "", shell = ""] = value.split("|");
    return { name, system, shell };
  }
  if (name === "interpreters") return { name, interpreters: value.trim().split(/\s+/).filter(Boolean) };
  return name === "directory" ? { name, writableDirectory: value } : null;
}

/** A key, or what was said in its place. */
export type KnownKey = { key: HostKey; said: null } | { key: null; said: string };

/**
 * The key of a target that a proxy logs in to itself, as the proxy knows it or sees it now: the one that was given,
 * else Ed25519 first. Where it can find out none: what its own ssh said.
 */
export async function keyKnownToProxy(
  lease: Lease,
  route: Route,
  source: KeySource = "known",
): Promise<KnownKey> {
  const direct = { ...route, proxy: null };
  const answer = await ask(lease, direct, (nonce) => knownKeysFrame(nonce, route.target, source), lookMs);
  if ("failed" in answer) return { key: null, said: answer.failed };
  const lines = answer.words.split("\n").filter((line) => /^(ssh|ecdsa)-\S+ \S+/.test(line));
  const keys = lines.map(parseHostKeyLine);
  const given = keys.find(({ fingerprint }) => fingerprint === route.target.expectedFingerprint);
  const key = given ?? keys.find(({ type }) => type === "ssh-ed25519") ?? keys[0];
  return key === undefined ? { key: null, said: answer.words.trim() } : { key, said: null };
}
