import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { script, scriptVersion } from "../db/tables/script.ts";
import { target } from "../db/tables/target.ts";
import { task } from "../db/tables/task.ts";
import type { SampleItem, Samples } from "./output.ts";
import { samples } from "./scripts.ts";

/** The samples that are still there, in the order in which one tries them, and the host that they run on. */
export function listSamples(caller: ServiceContext, input: { tenantId?: number }): Promise<Samples> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => ({
    items: await samplesOf(tx, ctx),
    sandbox: await sandboxOf(tx, ctx),
  }));
}

async function samplesOf(tx: Transaction, ctx: ServiceContext): Promise<SampleItem[]> {
  const rows = await tx
    .select({
      key: script.sample,
      scriptId: script.id,
      name: script.name,
      language: script.language,
      currentVersion: script.currentVersion,
      content: scriptVersion.content,
      taskId: task.id,
    })
    .from(script)
    .innerJoin(
      scriptVersion,
      and(
        eq(scriptVersion.tenantId, script.tenantId),
        eq(scriptVersion.scriptId, script.id),
        eq(scriptVersion.number, script.currentVersion),
      ),
    )
    .leftJoin(
      task,
      and(
        eq(task.tenantId, script.tenantId),
        eq(task.scriptId, script.id),
        eq(task.sample, script.sample),
        eq(task.type, "immediate"),
        isNull(task.deletedAt),
      ),
    )
    .where(and(visible(ctx, script.tenantId), isNotNull(script.sample), isNull(script.deletedAt)))
    .orderBy(script.id);
  return samples.flatMap(({ key, aboutSeconds }) =>
    rows.filter((row) => row.key === key).map((row) => ({ ...row, key, aboutSeconds })),
  );
}

async function sandboxOf(tx: Transaction, ctx: ServiceContext): Promise<Samples["sandbox"]> {
  const rows = await tx
    .select({
      id: target.id,
      name: target.name,
      status: target.connectionStatus,
      lastCheckedAt: target.lastCheckedAt,
      runsAsConsole: target.sandboxRunsAsConsole,
    })
    .from(target)
    .where(and(visible(ctx, target.tenantId), eq(target.sandbox, true), isNull(target.deletedAt)))
    .limit(1);
  return rows[0] ?? null;
}
