import type { PgBoss } from "pg-boss";
import { type Database, openDatabase } from "./db/client.ts";
import { Listener } from "./db/listen.ts";
import { channels } from "./db/notify.ts";
import { databaseSettings } from "./db/role.ts";
import { type Env, env as readEnv } from "./env.ts";
import { openBoss } from "./queue/boss.ts";
import { type Limiters, openLimiters } from "./rate-limit/limiters.ts";
import { sessionSecret } from "./session/secret.ts";

/** What a web process has once, however many copies of this module Next's bundles hold. */
export interface WebRuntime {
  env: Env;
  database: Database;
  boss: PgBoss;
  limiters: Limiters;
  sessionSecret: string;
  /** Hears what other processes tell; already listening. */
  listener: Listener;
  /** Aborted when the process is asked to end: open streams end then. */
  shutdown: AbortController;
}

const place = Symbol.for("hostrun.web-runtime");
type Global = { [place]?: Promise<WebRuntime> };

/** The runtime of this process, made at the first call; where that fails (no database yet) the next call tries again. */
export function webRuntime(): Promise<WebRuntime> {
  const holder = globalThis as Global;
  holder[place] ??= openRuntime(readEnv()).catch((error) => {
    delete holder[place];
    throw error;
  });
  return holder[place];
}

/** Ends open streams and gives back every connection, where there is a runtime at all. */
export async function closeWebRuntime(): Promise<void> {
  const runtime = await (globalThis as Global)[place]?.catch(() => undefined);
  if (runtime === undefined) return;
  runtime.shutdown.abort();
  await runtime.listener.close();
  await runtime.boss.stop({ graceful: false });
  await runtime.database.close();
}

/** Opens what a web process needs; throws where the database cannot be reached. */
export async function openRuntime(env: Env): Promise<WebRuntime> {
  if (env.DATABASE_URL === undefined) throw new Error("DATABASE_URL is not set; `hostrun start` sets it");
  const settings = await databaseSettings(env.DATABASE_URL);
  const database = openDatabase(settings, { max: 20, name: "hostrun web" });
  const boss = openBoss(settings, "sender");
  const listener = new Listener(settings, channels);
  await boss.start();
  await listener.start();
  return {
    env,
    database,
    boss,
    listener,
    limiters: openLimiters(database.pool),
    sessionSecret: await sessionSecret(env),
    shutdown: new AbortController(),
  };
}
