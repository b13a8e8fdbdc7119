import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { pendingMigrations } from "../db/pending.ts";
import { queueFault } from "../queue/boss.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** The oldest PostgreSQL that still gets fixes. */
const oldestMajor = 15;

const migrateCure = "Run: npx hostrun migrate";

/** What to do about a server that can't be reached, by the error's code. */
const cures: Record<string, string> = {
  ECONNREFUSED: "Start PostgreSQL there, or correct DATABASE_URL.",
  ENOTFOUND: "Correct the host in DATABASE_URL.",
  ETIMEDOUT: "Look whether the network lets this machine reach it.",
  "28P01": "Correct the user or the password in DATABASE_URL.",
  "28000": "Correct the user in DATABASE_URL, or let it in (pg_hba.conf).",
  "3D000": "Make the database, or correct its name in DATABASE_URL.",
};

/** That the database can't be reached; the URL is shown without its password. */
export function unreached(url: string, error: unknown): Finding {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const cure = cures[code] ?? "Look at PostgreSQL's log, and at DATABASE_URL.";
  return wrong("database", `${shown(url)} can't be reached: ${message || code}`, cure);
}

/** Whether its PostgreSQL is one that we can work with. */
export async function examineServer(database: Database, minimum: number = oldestMajor): Promise<Finding> {
  const rows = await inTenant(asSystem(database), (tx) =>
    tx.execute<{ version: string; number: number }>(sql`
      select current_setting('server_version') as version, current_setting('server_version_num')::int as number`),
  );
  const { version = "", number = 0 } = rows.rows[0] ?? {};
  const detail = `PostgreSQL ${version} at ${shown(database.settings.url)}`;
  if (number >= minimum * 10_000) return fine("database", detail);
  return wrong("database", detail, `Move to PostgreSQL ${minimum} or newer.`);
}

/** Whether every migration of this program was applied. */
export async function examineMigrations(database: Database): Promise<Finding> {
  const { names, newer } = await pendingMigrations(database);
  if (newer) {
    const cure = "Update this program: others already work with a newer one.";
    return wrong("migrations", "the database is newer than this program", cure);
  }
  if (names.length > 0) return wrong("migrations", `not applied: ${names.join(", ")}`, migrateCure);
  return fine("migrations", "all applied");
}

/** Whether the queue is there and of this version. */
export async function examineQueue(database: Database): Promise<Finding> {
  const fault = await queueFault(database.settings);
  return fault === null ? fine("queue", "every queue is there") : wrong("queue", fault, migrateCure);
}

function shown(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
