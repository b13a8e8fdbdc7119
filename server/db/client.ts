import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";

/** What every connection of ours is opened with. */
export interface DatabaseSettings {
  url: string;
  /** `hostrun_app` where the URL's role would pass through row-level security, else null. */
  role: string | null;
}

/** The database as a service sees it, inside a transaction. */
export type Transaction = Parameters<Parameters<NodePgDatabase["transaction"]>[0]>[0];

export interface Database {
  pool: pg.Pool;
  settings: DatabaseSettings;
  close(): Promise<void>;
}

/** Longer than any statement may take on the server: what has not answered by then is gone. */
export const mutePatienceMs = 40_000;

/** Numbers of 64 bits are ids and counts of ours, far below 2^53. Set for the process: drizzle reads it there. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Opens a pool. Its error handler stays for life: a server that restarts breaks idle connections, and that
 * must never end the process.
 *
 * @param options.max connections at most
 * @param options.queryTimeoutMs how long a server may stay mute before the connection is given up
 */
export function openDatabase(
  settings: DatabaseSettings,
  options: { max: number; name: string; queryTimeoutMs?: number },
): Database {
  const { max, name, queryTimeoutMs = mutePatienceMs } = options;
  const pool = new pg.Pool({ ...connectionConfig(settings, name), max, query_timeout: queryTimeoutMs });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return { pool, settings, close: () => pool.end() };
}

/** Drizzle over one connection, kept with it: it is asked for at every transaction. */
export function drizzleOver(client: pg.PoolClient): NodePgDatabase {
  const known = handles.get(client);
  if (known !== undefined) return known;
  const made = drizzle(client, { casing: "snake_case" });
  handles.set(client, made);
  return made;
}

const handles = new WeakMap<pg.PoolClient, NodePgDatabase>();

/** Settings of one connection, for pools and for the ones that LISTEN. */
export function connectionConfig(settings: DatabaseSettings, name: string): pg.ClientConfig {
  return {
    connectionString: settings.url,
    application_name: name,
    options: connectionOptions(settings),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
  };
}

/**
 * The server-side settings: a frozen process must not hold locks for others, so a transaction may idle for
 * 3 s at most.
 */
export function connectionOptions(settings: DatabaseSettings): string {
  const options = [
    "statement_timeout=30000",
    "lock_timeout=10000",
    "idle_in_transaction_session_timeout=3000",
    "timezone=UTC",
  ];
  if (settings.role !== null) options.unshift(`role=${settings.role}`);
  return options.map((option) => `-c ${option}`).join(" ");
}
