import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findRunningPostgres, startEmbeddedPostgres } from "../dev/postgres/embedded.ts";
import { migrateDatabase } from "../server/db/migrate.ts";
import { hostrun } from "./testing.ts";

/** Each test starts programs of its own, which a busy machine may keep waiting. */
vi.setConfig({ testTimeout: 60_000 });

let data: string;
let postgres: string;
beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), "hostrun-doctor-"));
  await chmod(data, 0o755);
  postgres = path.join(data, "postgres");
  const server = await startEmbeddedPostgres({ directory: postgres });
  await migrateDatabase(server.url);
  await server.stop();
});
afterAll(async () => {
  await (await findRunningPostgres(postgres))?.stop();
  await rm(data, { recursive: true, force: true });
});

/** The parts with what was found of each, and the line below them. */
async function look(settings: Record<string, string>) {
  const { exitCode, stdout, stderr, lastLine } = await hostrun(["doctor"], settings);
  expect(stderr).toBe("");
  const states = stdout.split("\n").map((line) => /^(ok|wrong|-) +(\S+(?: \S+)*) {2,}/.exec(line));
  return {
    exitCode,
    stdout,
    lastLine,
    found: new Map(states.flatMap((line) => (line ? [[line[2], line[1]]] : []))),
  };
}

test("wrong settings are named all at once", async () => {
  const { exitCode, stdout } = await look({ HOSTRUN_DATA_DIR: data, PORT: "x", HOSTRUN_DRAIN_SECONDS: "y" });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^wrong +settings +PORT: .*; HOSTRUN_DRAIN_SECONDS: .*\.env; the README lists them\.$/m,
  );
});

test("where nothing was started yet, that is said and nothing is made", async () => {
  const missing = path.join(data, "missing");
  const { exitCode, found } = await look({ HOSTRUN_DATA_DIR: missing, PORT: "1" });
  expect(exitCode).toBe(1);
  expect([found.get("data folder"), found.get("database")]).toEqual(["wrong", "wrong"]);
  expect(existsSync(missing)).toBe(false);
});

test("a product that does not run is looked at too: its database is started for that time alone", async () => {
  await chmod(path.join(postgres, "hostrun.password"), 0o644);
  const { exitCode, found, lastLine } = await look({ HOSTRUN_DATA_DIR: data, PORT: "1" });
  const wrong = [...found].filter(([, state]) => state === "wrong").map(([part]) => part);
  expect([exitCode, wrong]).toEqual([1, ["hostrun.password", "web", "worker"]]);
  expect(found.get("row-level security")).toBe("ok");
  expect(lastLine).toMatch(/^\d+ ok, 3 wrong, \d+ not looked at$/);
  expect(await findRunningPostgres(postgres)).toBeNull();
});
