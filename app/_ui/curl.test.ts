import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlCommand, curlOfCall } from "./curl.ts";

/** What a shell hands to curl. */
function wordsOf(command: string, environment: Record<string, string>): string[] {
  const shown = execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }; ${command}`], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return shown.toString().split("\0").slice(0, -1);
}

test("a shell hands the body to curl as it was given, and takes the token from its environment", () => {
  const body = { name: `it's "$HOME" \`id\` \\ 备份`, arguments: ["two words", "line\nbreak", "", "$(id)"] };
  const command = curlCommand("https://hostrun.example/api/v1/tasks", body);
  const words = wordsOf(command, { HOSTRUN_TOKEN: "hrt_secret" });
  expect(words).toContain("Authorization: Bearer hrt_secret");
  expect(words).toContain("https://hostrun.example/api/v1/tasks");
  expect(JSON.parse(words.at(words.indexOf("--data-binary") + 1) ?? "")).toEqual(body);
  expect(command).not.toContain("hrt_");
});

const kept = [
  "POST https://robots.example••••••",
  "content-type: application/json",
  "authorization: Bearer ••••••",
  "content-length: 61",
  "",
  `{"text":"it's $(id)\n\n备份","sign":"••••••"}`,
].join("\n");

test("a call that was made is made again as it was, with its secrets from the environment", () => {
  const command = curlOfCall(kept, (place) => `SECRET_${place}`) ?? "";
  const secrets = { SECRET_address: "/hook?key=a b", SECRET_headers: "token", SECRET_body: "signed" };
  expect(wordsOf(command, secrets)).toEqual([
    "-sS",
    "https://robots.example/hook?key=a b",
    "-H",
    "content-type: application/json",
    "-H",
    "authorization: Bearer token",
    "--data-binary",
    `{"text":"it's $(id)\n\n备份","sign":"signed"}`,
  ]);
  expect(() => wordsOf(command, {})).toThrow();
});

test("what was cut, or was no call over HTTP, is no command", () => {
  const cut = `${kept}${"x".repeat(16 * 1024)}`.slice(0, 16 * 1024);
  expect(curlOfCall(cut, () => "SECRET")).toBeUndefined();
  expect(curlOfCall("From: hostrun@example.com\nTo: a@example.com\n\nhello", () => "SECRET")).toBeUndefined();
});
