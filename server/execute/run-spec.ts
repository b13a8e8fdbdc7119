import { and, eq } from "drizzle-orm";
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

/** Reads what a run's snapshot points to: the very script version that was frozen at its start. */
export async function loadRunSpec(database: Database, run: LockedRun): Promise<RunSpec> {
  const content = await inTenant({ database, scope: { tenantId: run.tenantId } }, async (tx) => {
    const rows = await tx
      .select({ content: scriptVersion.content })
      .from(scriptVersion)
      .where(and(eq(scriptVersion.tenantId, run.tenantId), eq(scriptVersion.id, run.scriptVersionId)));
    return found(rows[0]).content;
  });
  return {
    language: run.language,
    script: Buffer.from(content, "utf8"),
    arguments: run.arguments,
    environment: run.environment,
    strategy: run.strategy,
  };
}
