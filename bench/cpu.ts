import { readdir, readFile } from "node:fs/promises";

/** A tick of the kernel's accounting of processes (Linux, `getconf CLK_TCK`: 100 a second). */
const tickMs = 10;

interface Used {
  parent: number;
  ticks: number;
}

/**
 * Milliseconds of CPU that children of this process have used so far, with all that they have started: those whose
 * command line holds `named`. What has ended meanwhile counts with whoever waited for it.
 */
export async function childrenCpuMs(named: string): Promise<number> {
  const all = await everyProcess();
  const own = [...all].filter(([, { parent }]) => parent === process.pid).map(([pid]) => pid);
  const lines = await Promise.all(own.map(commandLine));
  const meant = own.filter((_, index) => lines[index]?.includes(named));
  return sum(meant.map((pid) => ticksBelow(all, pid))) * tickMs;
}

/** Milliseconds of CPU that children of this process used which have ended, with all that they waited for. */
export async function endedChildrenCpuMs(): Promise<number> {
  const own = await fieldsOf("self");
  return sum(own?.slice(13, 15) ?? []) * tickMs;
}

function ticksBelow(all: Map<number, Used>, pid: number): number {
  const children = [...all].filter(([, { parent }]) => parent === pid).map(([child]) => child);
  return (all.get(pid)?.ticks ?? 0) + sum(children.map((child) => ticksBelow(all, child)));
}

async function everyProcess(): Promise<Map<number, Used>> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => [Number(pid), await usedBy(pid)] as const));
  return new Map(found.flatMap(([pid, used]) => (used === null ? [] : [[pid, used] as const])));
}

/** User and system time, of the process and of its children that it has waited for: fields 14 to 17 of proc(5). */
async function usedBy(pid: string): Promise<Used | null> {
  const fields = await fieldsOf(pid);
  return fields === null ? null : { parent: fields[1] ?? 0, ticks: sum(fields.slice(11, 15)) };
}

/** The fields behind a process's name, the third of proc(5) first; null where it is gone. */
async function fieldsOf(pid: string): Promise<number[] | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat === null
    ? null
    : stat
        .replace(/^.*\) /s, "")
        .split(" ")
        .map(Number);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function commandLine(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
}
