import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type Database, openDatabase } from "../server/db/client.ts";
import { migrateDatabase } from "../server/db/migrate.ts";
import { databaseSettings } from "../server/db/role.ts";
import type { Env } from "../server/env.ts";
import { ensureFirstAdmin, type FirstAdmin } from "../server/user/first-admin.ts";
import { ensureBuild } from "./build.ts";
import { KeptPostgres } from "./postgres/kept.ts";
import { startSandbox } from "./sandbox/start.ts";
import { Part } from "./supervisor.ts";

export interface StartOptions {
  env: Env;
  web: boolean;
  worker: boolean;
  sandbox: boolean;
  /** With reloading, for who works on the product. */
  dev: boolean;
  /** A line for the person who waits. */
  say(line: string): void;
}

export interface Running {
  database: Database;
  admin: FirstAdmin;
  url: string;
  /** The sandbox's target, where there is one. */
  sandboxTargetId: number | null;
  stop(): Promise<void>;
}

/** Starts the whole product, each part once it can: database, worker, web. What was started is ended where a later part fails. */
export async function startAll(options: StartOptions): Promise<Running> {
  const endings: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startParts(options, endings)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: StartOptions,
  endings: (() => Promise<void>)[],
): Promise<Omit<Running, "stop">> {
  const { env, say } = options;
  await mkdir(env.HOSTRUN_DATA_DIR, { recursive: true });
  const databaseUrl = env.DATABASE_URL ?? (await keepPostgres(env, say, endings));
  say("Bringing the database up to date");
  await migrateDatabase(databaseUrl);
  const database = openDatabase(await databaseSettings(databaseUrl), { max: 2, name: "hostrun start" });
  endings.push(() => database.close());
  const admin = await ensureFirstAdmin(database, env);
  if (options.web && !options.dev) await ensureBuild(() => say("Building the pages, once"));
  const settings = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    HOSTRUN_DATA_DIR: env.HOSTRUN_DATA_DIR,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const parts = [
    ...(options.worker ? [workerPart(env, settings)] : []),
    ...(options.web ? [webPart(env, settings, options.dev)] : []),
  ];
  say("Starting worker and web");
  for (const part of parts) endings.push(() => part.stop());
  await Promise.all(parts.map((part) => part.start()));
  const sandbox = options.sandbox ? await startSandbox(database, env.HOSTRUN_DATA_DIR) : null;
  if (sandbox !== null) endings.push(() => sandbox.part.stop());
  return { database, admin, url: addressOf(env), sandboxTargetId: sandbox?.targetId ?? null };
}

async function keepPostgres(
  env: Env,
  say: StartOptions["say"],
  endings: (() => Promise<void>)[],
): Promise<string> {
  say("Starting PostgreSQL");
  const kept = new KeptPostgres(path.join(env.HOSTRUN_DATA_DIR, "postgres"));
  endings.push(() => kept.stop());
  return kept.start();
}

function workerPart(env: Env, settings: NodeJS.ProcessEnv): Part {
  const script = path.join(import.meta.dirname, "../worker/index.ts");
  return new Part({ name: "worker", script, env: settings, drainSeconds: env.HOSTRUN_DRAIN_SECONDS });
}

function webPart(env: Env, settings: NodeJS.ProcessEnv, dev: boolean): Part {
  // Next reads its settings and its build from the folder that it works in.
  const folder = path.join(import.meta.dirname, "..");
  const script = path.join(folder, "server/web-process.ts");
  const mode = dev ? "development" : "production";
  const own = { NODE_ENV: mode, PORT: String(env.PORT), AUTH_TRUST_HOST: "true" } as const;
  return new Part({ name: "web", script, folder, words: dev ? ["--dev"] : [], env: { ...settings, ...own } });
}

/** Where a person on this machine opens the console. */
export function addressOf(env: Env): string {
  if (env.HOSTRUN_URL !== undefined) return env.HOSTRUN_URL;
  const host = env.HOSTRUN_HOST === "0.0.0.0" ? "localhost" : env.HOSTRUN_HOST;
  return `http://${host}:${env.PORT}`;
}
