import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { lookAtWalls } from "../system/walls.ts";
import { type Finding, fine, skipped, wrong } from "./finding.ts";

/**
 * The triggers that keep what has ended, and the audit, as they are, and those that have workers let go of connections
 * whose way or key has changed: "table.trigger".
 */
export const ownTriggers = [
  "audit_log.keep",
  "audit_log.keep_all",
  "e_script_target.tell_route",
  "e_script_target_log.keep",
  "e_script_target_log.keep_terminal",
  "e_script_target_output.keep",
  "e_script_target_output.keep_terminal",
  "e_script_target_proxy.tell_route",
  "e_script_task_log.keep",
  "e_script_task_log.keep_terminal",
  "e_script_version.keep",
  "ssh_key.tell_route",
];

/** Whether the role that processes work as is bound by row-level security. */
export async function examineRole(database: Database): Promise<Finding> {
  const { roleIsBound } = await lookAtWalls(database);
  if (roleIsBound) return fine("role", "neither a superuser nor BYPASSRLS");
  return wrong(
    "role",
    "a superuser or BYPASSRLS: the second wall between tenants is down",
    "Run npx hostrun migrate as a role that may make roles, or give DATABASE_URL one that is neither.",
  );
}

/** Whether row-level security stands on every tenant's table. */
export async function examineTables(database: Database): Promise<Finding> {
  const { openTables } = await lookAtWalls(database);
  if (openTables.length === 0)
    return fine("row-level security", "enabled and forced on every tenant's table");
  return wrong(
    "row-level security",
    `not as it should be on ${openTables.join(", ")}`,
    "Enable and force it there with the policy inside_tenant, as drizzle/0001_walls.sql and 0014_route_changes.sql do.",
  );
}

/** Whether a statement that says no tenant really gets nothing: the policies may stand and yet let through. */
export async function examineNoContext(database: Database): Promise<Finding> {
  const part = "no tenant, no rows";
  const exists = await inTenant(asSystem(database), (tx) => tx.execute(sql`select from tenant limit 1`));
  if (exists.rowCount === 0) return skipped(part, "there are no rows yet");
  const seen = await database.pool.query("select from tenant limit 1");
  if (seen.rowCount === 0) return fine(part, "a statement without a tenant gets nothing");
  const cure = "Restore the function hostrun_sees as drizzle/0001_walls.sql makes it.";
  return wrong(part, "a statement without a tenant gets rows", cure);
}

/** Whether the triggers are there and fire. */
export async function examineTriggers(database: Database): Promise<Finding> {
  const rows = await inTenant(asSystem(database), (tx) =>
    tx.execute<{ name: string }>(sql`
      select c.relname || '.' || t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and t.tgenabled in ('O', 'A') and c.relnamespace = 'public'::regnamespace`),
  );
  const standing = new Set(rows.rows.map((row) => row.name));
  const missing = ownTriggers.filter((name) => !standing.has(name));
  if (missing.length === 0)
    return fine(
      "final rows",
      "what has ended, and the audit, can't be changed; workers hear of changed hosts",
    );
  return wrong(
    "final rows",
    `missing or disabled triggers: ${missing.join(", ")}`,
    "Enable them, or make them again as drizzle/0001_walls.sql and 0014_route_changes.sql do.",
  );
}
