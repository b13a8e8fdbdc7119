import { and, eq, inArray } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { scriptVersion } from "../db/tables/script.ts";
import type { Language } from "../domain/language.ts";
import type { Strategy } from "../domain/strategy.ts";
import { found } from "../errors.ts";
import type { LockedRun } from "../run/lock.ts";

/** What runs on each of a run's targets; the same for all of them. */
export interface RunSpec {
  language: Language;
  script: Buffer;
  arguments: string[];
  environment: Record<string, string>;
  strategy: Strategy;
}

/**
 * Reads what the snapshots of a tenant's runs point to: the very script versions that were frozen at their start.
 * Answers them by the runs' ids.
 */
export async function loadRunSpecs(
  database: Database,
  tenantId: number,
  runs: LockedRun[],
): Promise<Map<number, RunSpec>> {
  if (runs.length === 0) return new Map();
  const ids = [...new Set(runs.map(({ scriptVersionId }) => scriptVersionId))];
  const rows = await inTenant({ database, scope: { tenantId } }, (tx) =>
    tx
      .select({ id: scriptVersion.id, content: scriptVersion.content })
      .from(scriptVersion)
      .where(and(eq(scriptVersion.tenantId, tenantId), inArray(scriptVersion.id, ids))),
  );
  const scripts = new Map(rows.map(({ id, content }) => [id, Buffer.from(content, "utf8")]));
  return new Map(
    runs.map((run) => {
      const { language, arguments: given, environment, strategy } = run;
      const script = found(scripts.get(run.scriptVersionId));
      return [run.id, { language, script, arguments: given, environment, strategy }];
    }),
  );
}
