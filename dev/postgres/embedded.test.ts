import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processLives, waitForEnd } from "../process.ts";
import { type EmbeddedPostgres, findRunningPostgres, startEmbeddedPostgres } from "./embedded.ts";

const isRoot = process.getuid?.() === 0;

let base: string;
let directory: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), "hostrun-embedded-"));
  await chmod(base, 0o755);
  directory = path.join(base, "open", "postgres");
  // Two at once on an empty folder: both must come out with the same, whole server.
  const [first, second] = await Promise.all([startInChild(directory), startInChild(directory)]);
  expect(first.pid).toBe(second.pid);
  server = await startEmbeddedPostgres({ directory });
});
afterAll(async () => {
  await (await findRunningPostgres(directory))?.stop();
  await rm(base, { recursive: true, force: true });
});

test("the role of the product is bound by row-level security, and owns its database", async () => {
  const rows = await query(
    server.url,
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, current_database() as database
     from pg_roles where rolname = current_user`,
  );
  expect(rows).toEqual([
    { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, database: "hostrun" },
  ]);
  await query(server.url, "create table kept (id int)");
});

test("it keeps what was committed: nothing that protects it is switched off", async () => {
  const names = "'fsync', 'synchronous_commit', 'full_page_writes'";
  const rows = await query(server.url, `select setting from pg_settings where name in (${names})`);
  expect(rows.map((row) => row.setting)).toEqual(["on", "on", "on"]);
});

test("it listens on loopback alone, wants a password, and reads text the same on every machine", async () => {
  const [row] = await query(
    server.superuserUrl,
    `select current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
       current_setting('max_connections') as connections,
       (select datlocprovider::text || datlocale from pg_database where datname = 'hostrun') as locale`,
  );
  expect(row).toEqual({ listen: "127.0.0.1", sockets: "", connections: "200", locale: "bC.UTF-8" });
  const wrong = new URL(server.url);
  wrong.password = "wrong";
  await expect(query(wrong.href, "select 1")).rejects.toThrow(/password authentication failed/);
  for (const role of ["postgres", "hostrun"]) {
    expect((await stat(path.join(directory, `${role}.password`))).mode & 0o777).toBe(0o600);
  }
});

test("a server whose starter was killed is taken over, not started a second time", async () => {
  const again = await startInChild(directory);
  expect(again.pid).toBe(server.pid);
  expect(processLives(again.starter)).toBe(false);
  expect(processLives(server.pid)).toBe(true);
});

test("a server that was killed is started again with what it had", async () => {
  process.kill(server.pid, "SIGKILL");
  const again = await startEmbeddedPostgres({ directory });
  expect(again.pid).not.toBe(server.pid);
  expect(await query(again.url, "select id from kept")).toEqual([]);
  server = again;
});

test("a stop ends it in good order, and leaves no process and no pid file", async () => {
  await server.stop();
  expect(processLives(server.pid)).toBe(false);
  expect(existsSync(path.join(directory, "data", "postmaster.pid"))).toBe(false);
  expect(await findRunningPostgres(directory)).toBeNull();
});

describe.runIf(isRoot)("as root", () => {
  test("it works below a folder that only root may enter", async () => {
    const closed = path.join(base, "closed");
    await mkdir(closed, { mode: 0o700 });
    const started = await startEmbeddedPostgres({ directory: path.join(closed, "postgres") });
    expect(await query(started.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await started.stop();
    expect(processLives(started.pid)).toBe(false);
  });
});

/** Starts the server from a process that is then killed, as a supervisor may be. */
async function startInChild(where: string): Promise<{ pid: number; starter: number }> {
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(import.meta.resolve("./embedded.ts"))});
    const { pid } = await startEmbeddedPostgres({ directory: ${JSON.stringify(where)} });
    process.send(pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const starter = child.pid ?? 0;
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(Number(message)));
    child.once("exit", () => reject(new Error("the starter ended")));
  });
  child.kill("SIGKILL");
  await waitForEnd(starter, 5_000);
  return { pid, starter };
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
