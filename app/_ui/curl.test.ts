import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlCommand } from "./curl.ts";

test("a shell hands the body to curl as it was given, and takes the token from its environment", () => {
  const body = { name: `it's "$HOME" \`id\` \\ 备份`, arguments: ["two words", "line\nbreak", "", "$(id)"] };
  const command = curlCommand("https://hostrun.example/api/v1/tasks", body);
  const shown = execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }; ${command}`], {
    env: { ...process.env, HOSTRUN_TOKEN: "hrt_secret" },
  });
  const words = shown.toString().split("\0");
  expect(words).toContain("Authorization: Bearer hrt_secret");
  expect(words).toContain("https://hostrun.example/api/v1/tasks");
  expect(JSON.parse(words.at(words.indexOf("--data-binary") + 1) ?? "")).toEqual(body);
  expect(command).not.toContain("hrt_");
});
