import { sql } from "drizzle-orm";
import journal from "../../drizzle/meta/_journal.json" with { type: "json" };
import type { Database } from "./client.ts";
import { asSystem, inTenant } from "./in-tenant.ts";

/** What a database lacks for this program. */
export interface Pending {
  /** Migrations that were not applied, oldest first. */
  names: string[];
  /** Whether a newer program has migrated it. */
  newer: boolean;
}

/** Compares the migrations that a database has seen with those of this program. */
export async function pendingMigrations(database: Database): Promise<Pending> {
  const last = await lastApplied(database);
  const entries = journal.entries;
  return {
    names: entries.filter((entry) => entry.when > last).map((entry) => entry.tag),
    newer: last > Math.max(...entries.map((entry) => entry.when)),
  };
}

/** When the newest applied migration was made, as the migrator keeps it; 0 where none was. */
function lastApplied(database: Database): Promise<number> {
  return inTenant(asSystem(database), async (tx) => {
    const known = await tx.execute(sql`select to_regclass('drizzle.__drizzle_migrations') as name`);
    if (known.rows[0]?.name === null) return 0;
    const rows = await tx.execute<{ last: number | null }>(
      sql`select max(created_at) as last from drizzle.__drizzle_migrations`,
    );
    return rows.rows[0]?.last ?? 0;
  });
}
