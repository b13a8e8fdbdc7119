import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "../free-port.ts";
import { processLives, waitForEnd } from "../process.ts";
import { type PostgresBinaries, postgresBinaries } from "./binaries.ts";
import { withLockFile } from "./lock.ts";
import { postgresRunAs, type RunAs } from "./run-as.ts";

/** The role and the database of the product. The role is no superuser and bound by row-level security. */
const ownRole = "hostrun";

export interface EmbeddedPostgres {
  /** For the product's own role. */
  url: string;
  superuserUrl: string;
  pid: number;
  /** Ends the server in good order. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where everything of the server is kept. */
  directory: string;
  /** Tests alone: a crash may lose data, and the role may make databases. */
  throwaway?: boolean;
}

/**
 * Starts the embedded PostgreSQL, or takes over one that is already running on the same folder (its parent may
 * have been killed). The first time, it makes the cluster, the role and the database. One starter at a time.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { directory } = options;
  await mkdir(directory, { recursive: true });
  return withLockFile(path.join(directory, "starting.lock"), async () => {
    const running = await findRunningPostgres(directory);
    if (running !== null) return running;
    const binaries = postgresBinaries();
    const runAs = postgresRunAs([directory, path.dirname(binaries.postgres)]);
    if (runAs.owner !== null) await chown(directory, runAs.owner, runAs.owner);
    await initialize(options, binaries, runAs);
    await launch(options, binaries, runAs);
    const started = await findRunningPostgres(directory);
    if (started === null)
      throw new Error(`PostgreSQL ended at its start; see ${path.join(directory, "log")}`);
    await makeRoleAndDatabase(started, options);
    return started;
  });
}

/** The server that runs on this folder, if one does and it is really ours. */
export async function findRunningPostgres(directory: string): Promise<EmbeddedPostgres | null> {
  const lines = (await readFile(dataFile(directory, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0 && port > 0) || !processLives(pid)) return null;
  const superuserUrl = await urlOf(directory, "postgres", "postgres", port);
  if (!(await answersFor(superuserUrl, directory))) return null;
  return {
    url: await urlOf(directory, ownRole, ownRole, port),
    superuserUrl,
    pid,
    stop: async () => {
      process.kill(pid, "SIGINT");
      if (!(await waitForEnd(pid, 20_000))) process.kill(pid, "SIGQUIT");
      await waitForEnd(pid, 10_000);
    },
  };
}

function dataFile(directory: string, name: string): string {
  return path.join(directory, "data", name);
}

async function urlOf(directory: string, role: string, database: string, port: number): Promise<string> {
  const password = await readFile(path.join(directory, `${role}.password`), "utf8").catch(() => "");
  return `postgres://${role}:${password.trim()}@127.0.0.1:${port}/${database}`;
}

async function answersFor(superuserUrl: string, directory: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const shown = await client.query<{ data_directory: string }>("show data_directory");
    return shown.rows[0]?.data_directory === path.join(directory, "data");
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Made aside and moved into place whole, so that a cut start leaves nothing half made. */
async function initialize(
  { directory }: EmbeddedOptions,
  binaries: PostgresBinaries,
  runAs: RunAs,
): Promise<void> {
  if (await readFile(dataFile(directory, "PG_VERSION"), "utf8").catch(() => null)) return;
  const fresh = path.join(directory, "data.new");
  await rm(fresh, { recursive: true, force: true });
  for (const role of ["postgres", ownRole]) await writeSecret(directory, role, runAs);
  const [command = binaries.initdb, ...words] = [...runAs.prefix, binaries.initdb];
  const settings = ["-D", fresh, "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256", "--no-instructions"];
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const password = ["--pwfile", path.join(directory, "postgres.password")];
  await promisify(execFile)(command, [...words, ...settings, ...locale, ...password], {
    ...runAs.spawnOptions,
    cwd: "/",
    env: plainEnvironment(),
  });
  await rename(fresh, path.join(directory, "data"));
}

async function writeSecret(directory: string, role: string, runAs: RunAs): Promise<void> {
  const file = path.join(directory, `${role}.password`);
  await rm(file, { force: true });
  await writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  await chmod(file, 0o600);
  if (runAs.owner !== null) await chown(file, runAs.owner, runAs.owner);
}

/** Tries for some seconds: just after a crash, the old server may still count as running. */
async function launch(options: EmbeddedOptions, binaries: PostgresBinaries, runAs: RunAs): Promise<void> {
  for (let tries = 0; ; tries++) {
    const pid = await spawnServer(options, binaries, runAs);
    if (await untilReady(options.directory, pid)) return;
    if (tries >= 8) throw new Error(`PostgreSQL does not start; see ${path.join(options.directory, "log")}`);
    await delay(500);
  }
}

async function spawnServer(
  options: EmbeddedOptions,
  binaries: PostgresBinaries,
  runAs: RunAs,
): Promise<number> {
  const log = await open(path.join(options.directory, "log"), "a", 0o600);
  const [command = binaries.postgres, ...words] = [...runAs.prefix, binaries.postgres];
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(await keptPort(options.directory)),
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: "256MB",
    max_wal_size: "2GB",
    ...(options.throwaway ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  const child = spawn(
    command,
    [
      ...words,
      "-D",
      path.join(options.directory, "data"),
      ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`]),
    ],
    {
      ...runAs.spawnOptions,
      cwd: "/",
      env: plainEnvironment(),
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
    },
  );
  child.on("error", () => {});
  child.unref();
  await log.close();
  if (child.pid === undefined) throw new Error("PostgreSQL could not be started");
  return child.pid;
}

/** The same port at every start where it is free, so that whoever reconnects finds the server again. */
async function keptPort(directory: string): Promise<number> {
  const file = path.join(directory, "port");
  const port = await freePort(Number(await readFile(file, "utf8").catch(() => "0")));
  await writeFile(file, String(port));
  return port;
}

async function untilReady(directory: string, pid: number): Promise<boolean> {
  for (const until = Date.now() + 60_000; Date.now() < until; await delay(50)) {
    if (await findRunningPostgres(directory)) return true;
    if (!processLives(pid)) return false;
  }
  return false;
}

async function makeRoleAndDatabase(server: EmbeddedPostgres, options: EmbeddedOptions): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [ownRole]);
    if (found.rowCount !== 0) return;
    const password = new URL(server.url).password;
    const may = options.throwaway ? "createdb" : "nocreatedb";
    await client.query(`do $$ begin create role ${ownRole} login nosuperuser nobypassrls ${may};
      exception when duplicate_object then null; end $$`);
    await client.query(`alter role ${ownRole} password '${password}'`);
    await client.query(`create database ${ownRole} owner ${ownRole}`);
  } finally {
    await client.end();
  }
}

/** Nothing of ours that could change how the server reads text or where it looks. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return { LC_ALL: "C", PATH: process.env.PATH, NODE_ENV: process.env.NODE_ENV };
}
