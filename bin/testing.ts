import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";

export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** What a script takes as the result. */
  lastLine: string;
}

/** Runs the real `bin/hostrun` as a child, with these settings alone. */
export async function hostrun(
  words: string[],
  settings: Record<string, string>,
  stdin = "",
): Promise<CommandResult> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "hostrun"), ...words], {
    cwd: "/",
    env: { NODE_ENV: "test", PATH: process.env.PATH, ...settings },
  });
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [exitCode, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr, lastLine: stdout.trimEnd().split("\n").at(-1) ?? "" };
}
