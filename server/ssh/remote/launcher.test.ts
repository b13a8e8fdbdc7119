import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bootstrapCommand } from "./bootstrap.ts";
import { launcherFrame } from "./launcher.ts";

const nonce = "f".repeat(24);

/** Runs the launcher as a host does whose `sh` is this shell; answers all that it says on stdout, as latin1. */
async function said(shell: string, script: Buffer): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "hostrun-shell-"));
  onTestFinished(() => rm(home, { recursive: true }));
  await symlink(shell, join(home, "sh"));
  const where = { taskLogId: "1", installation: "test", targetLogId: "2" };
  const frame = launcherFrame({ language: "shell", script, arguments: [], environment: {}, ...where }, nonce);
  const child = spawn(join(home, "sh"), ["-c", bootstrapCommand], {
    env: { ...process.env, HOME: home, PATH: `${home}:/usr/bin:/bin` },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.end(frame);
  let text = "";
  for await (const bytes of child.stdout) text += (bytes as Buffer).toString("latin1");
  return text;
}

/** What the launcher reports. */
async function reports(shell: string, script: string): Promise<string[]> {
  return (await said(shell, Buffer.from(script)))
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

const itself = 'cat "$0"; exit 0\n';
const characters = Array.from({ length: 0x2ff }, (_, index) => String.fromCodePoint(index + 1))
  .join("🎉")
  .replace("\x1e", "");
/** Those that the shell reads itself, and those that it does not: from 4 097 bytes on, with a NUL, or no UTF-8. */
const scripts: [what: string, rest: Buffer][] = [
  ["backslashes, percents and escapes", Buffer.from("\\ \\\\ \\n \\c \\0101 %b %s %% \\")],
  ["CRLF, tabs and no final newline", Buffer.from("a\r\n\tb\n\n\n  c")],
  ["empty lines at its end", Buffer.from("a\n\n\n")],
  ["invalid UTF-8", Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x80, 0x0a, 0xf0, 0x9f])],
  ["all kinds of characters", Buffer.from(characters)],
  ["a NUL", Buffer.from("a\0b\n")],
  ["4 096 bytes", Buffer.alloc(4_096 - itself.length, "\\\n")],
  ["4 097 bytes", Buffer.alloc(4_097 - itself.length, "\\\n")],
];

test.each(shells.flatMap((shell) => scripts.map((script) => [shell, ...script] as const)))(
  "where sh is %s, a script with %s arrives byte for byte",
  async (shell, _what, rest) => {
    const script = Buffer.concat([Buffer.from(itself), rest]);
    const [, , output = "", end] = (await said(shell, script)).split("\x1e");
    expect(Buffer.from(output, "latin1")).toEqual(script);
    expect(end).toContain("ended 0");
  },
);
