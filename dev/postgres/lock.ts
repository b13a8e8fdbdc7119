import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { processLives } from "../process.ts";

/** How long to wait for another starter. */
const patienceMs = 120_000;

/** Runs `work` while no other process on this machine does so with the same lock file. */
export async function withLockFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  await takeLock(file);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function takeLock(file: string): Promise<void> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    try {
      return await writeFile(file, String(process.pid), { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => "0"));
    if (holder > 0 && !processLives(holder)) await rm(file, { force: true });
    else await delay(100);
  }
  throw new Error(`Another process holds ${file}. If none runs, remove the file.`);
}
