import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { examineFiles } from "./files.ts";

const files = [
  ["master key file", "master.key", 0o400],
  ["session secret", "session-secret", 0o600],
  ["postgres.password", "postgres/postgres.password", 0o600],
  ["hostrun.password", "postgres/hostrun.password", 0o600],
] as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hostrun-doctor-"));
  await mkdir(path.join(folder, "postgres"));
  for (const [, name, mode] of files) await writeFile(path.join(folder, name), "secret", { mode });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const settings = () => ({
  HOSTRUN_DATA_DIR: folder,
  HOSTRUN_MASTER_KEY_FILE: undefined,
  DATABASE_URL: undefined,
  NEXTAUTH_SECRET: undefined,
});

test("files that their owner alone may read are fine, and missing ones are not looked at", async () => {
  const found = await examineFiles(settings());
  expect(found.map(({ part, state }) => [part, state])).toEqual(files.map(([part]) => [part, "ok"]));
  const elsewhere = {
    HOSTRUN_DATA_DIR: path.join(folder, "none"),
    HOSTRUN_MASTER_KEY_FILE: undefined,
    DATABASE_URL: "postgres://elsewhere/x",
    NEXTAUTH_SECRET: "x".repeat(32),
  };
  expect((await examineFiles(elsewhere)).map(({ part, state }) => [part, state])).toEqual([
    ["master key file", "skipped"],
    ["session secret", "skipped"],
  ]);
});

test.each(files)(
  "a %s that others may read is named, with the command that closes it",
  async (part, name, mode) => {
    const file = path.join(folder, name);
    await chmod(file, mode | 0o044);
    const wrong = (await examineFiles(settings())).filter((finding) => finding.state === "wrong");
    const octal = (value: number) => value.toString(8).padStart(4, "0");
    expect(wrong).toEqual([
      {
        part,
        state: "wrong",
        detail: `${file} is ${octal(mode | 0o044)}, not ${octal(mode)}`,
        cure: `Run: chmod ${octal(mode)} ${file}`,
      },
    ]);
    await chmod(file, mode);
  },
);
