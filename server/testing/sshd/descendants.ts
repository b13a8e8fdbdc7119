import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Ends every process below one: of an sshd, the connections that it serves. Without this they outlive a restart,
 * as they do on a real host.
 */
export async function endDescendants(pid: number): Promise<void> {
  for (const child of await childrenOf(pid)) {
    await endDescendants(child);
    try {
      process.kill(child, "SIGKILL");
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const words = ["-o", "pid=", "--ppid", String(pid)];
  // It fails where there is none.
  const { stdout } = await promisify(execFile)("ps", words).catch(() => ({ stdout: "" }));
  return stdout.split("\n").filter(Boolean).map(Number);
}
