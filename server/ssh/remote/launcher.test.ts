import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bootstrapCommand } from "./bootstrap.ts";
import { launcherFrame } from "./launcher.ts";

const nonce = "f".repeat(24);

/** Runs the launcher as a host does whose `sh` is this shell; answers what it reports on stdout. */
async function reports(shell: string, script: string): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), "hostrun-shell-"));
  onTestFinished(() => rm(home, { recursive: true }));
  await symlink(shell, join(home, "sh"));
  const frame = launcherFrame(
    {
      language: "shell",
      script: Buffer.from(script),
      arguments: [],
      environment: {},
      taskLogId: "1",
      installation: "test",
      targetLogId: "2",
    },
    nonce,
  );
  const child = spawn(join(home, "sh"), ["-c", bootstrapCommand], {
    env: { ...process.env, HOME: home, PATH: `${home}:/usr/bin:/bin` },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.end(frame);
  let said = "";
  for await (const bytes of child.stdout) said += bytes;
  return said
    .split("\x1e")
    .filter((words) => words.startsWith("hostrun1 "))
    .map((words) => words.split(" ").slice(2).join(" "));
}

const shells = ["/bin/dash", "/bin/bash", "/bin/busybox"].filter(existsSync);

test.each(shells)("where sh is %s, death by a signal is told from an exit with its number", async (shell) => {
  expect(await reports(shell, "kill -KILL $$")).toEqual([
    expect.stringMatching(/^started /),
    "ended 137 signal",
  ]);
  expect(await reports(shell, "exit 137")).toEqual([expect.stringMatching(/^started /), "ended 137"]);
  expect(await reports(shell, "exit 3")).toEqual([expect.stringMatching(/^started /), "ended 3"]);
});
