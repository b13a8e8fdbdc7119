import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { Setting } from "./setting.ts";

/** What the benchmarks of reaching hosts have in common. */
export const targetCount = 50;
export const atOnce = 32;
export const roundTripMs = 50;
export const repetitions = 3;
export const script = "uname -s >/dev/null; echo done";

/** Addresses on loopback of hosts that no other part of the benchmark uses. */
export function addresses(net: number, count = targetCount): string[] {
  return Array.from({ length: count }, (_, i) => `127.2.${net}.${i + 1}`);
}

/** Runs a task to its end, which must be a good one; milliseconds. */
export async function runWhole(setting: Setting, taskId: number): Promise<number> {
  const { ms, state } = await setting.run(taskId);
  if (state !== "succeeded") throw new Error(`a run ended as ${state}`);
  return ms;
}

/** A way to a server on each of these addresses that takes half a round trip each way. */
export function startDelay(to: number, list: string[]): Promise<{ process: ChildProcess; port: number }> {
  const child = fork(path.join(import.meta.dirname, "delay-proxy.ts"), [
    String(to),
    String(roundTripMs),
    ...list,
  ]);
  return new Promise((resolve, reject) => {
    child.once("message", (port) => resolve({ process: child, port: Number(port) }));
    child.once("exit", () => reject(new Error("the delay proxy ended")));
  });
}
