import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Process ids whose environment has the entry `mark` (`NAME=value`), as far as we may look. */
export async function processesMarked(mark: string): Promise<number[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => ((await environment(name)).includes(mark) ? name : null)),
  );
  return found.filter((name) => name !== null).map(Number);
}

/** Ends every process whose environment has `mark`, and waits until none is left. */
export async function endProcessesMarked(mark: string): Promise<void> {
  let quietRounds = 0;
  for (let round = 0; round < 100; round += 1) {
    const pids = await processesMarked(mark);
    // One look is not enough: a process in the middle of its exec shows no environment.
    quietRounds = pids.length === 0 ? quietRounds + 1 : 0;
    if (quietRounds === 2) return;
    for (const pid of pids) kill(pid);
    await delay(10);
  }
  throw new Error(`processes with ${mark} do not end`);
}

async function environment(pid: string): Promise<string[]> {
  try {
    return (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0");
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}
