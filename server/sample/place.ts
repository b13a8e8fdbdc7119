import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Database, Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { script } from "../db/tables/script.ts";
import { task } from "../db/tables/task.ts";
import { strategySchema } from "../domain/strategy.ts";
import { insertScript } from "../script/service.ts";
import { insertTask } from "../task/service.ts";
import { samples, scheduledSample } from "./scripts.ts";

const caller = {
  actor: { kind: "system", name: "hostrun" } as const,
  request: { id: "start", address: null },
};

/**
 * Makes the samples and the tasks that run them on the sandbox: once in a tenant's life, since what was taken away
 * must not come back. A sample whose name somebody has given to their own script is left out.
 */
export function placeSamples(database: Database, tenantId: number, targetId: number): Promise<void> {
  return inTenant({ database, scope: { tenantId } }, async (tx) => {
    if (await hadSamples(tx, tenantId)) return;
    const taken = await takenNames(tx, tenantId);
    for (const { key: sample, name, content, arguments: words } of samples) {
      if (taken.has(name)) continue;
      const values = { tenantId, name, language: "shell", description: "", content, sample } as const;
      const scriptId = await insertScript(tx, caller, values);
      const strategy = strategySchema.parse({});
      const how = { targetIds: [targetId], arguments: words, environment: {}, start: false };
      const what = { ...strategy, ...how, scriptId, sample };
      await insertTask(tx, caller, tenantId, { ...what, name, type: "immediate" });
      if (sample === samples[0]?.key) {
        await insertTask(tx, caller, tenantId, { ...what, ...scheduledSample, type: "cron" });
      }
    }
  });
}

async function hadSamples(tx: Transaction, tenantId: number): Promise<boolean> {
  for (const table of [script, task]) {
    const rows = await tx
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), isNotNull(table.sample)))
      .limit(1);
    if (rows.length > 0) return true;
  }
  return false;
}

async function takenNames(tx: Transaction, tenantId: number): Promise<Set<string>> {
  const names = await Promise.all(
    [script, task].map((table) =>
      tx
        .select({ name: table.name })
        .from(table)
        .where(and(eq(table.tenantId, tenantId), isNull(table.deletedAt))),
    ),
  );
  return new Set(names.flat().map(({ name }) => name));
}
