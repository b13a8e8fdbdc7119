import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { forList, requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant, visible } from "../db/in-tenant.ts";
import { countValues, nameOrId, orderBy, pageWindow, withTotal } from "../db/list.ts";
import { newestTaskLogs } from "../db/newest-task-logs.ts";
import { script, scriptVersion } from "../db/tables/script.ts";
import type { ListPage } from "../domain/list.ts";
import type { ScriptListInput, ScriptVersionsInput } from "./input.ts";
import { ownScript } from "./load.ts";
import type { ScriptFacets, ScriptItem, ScriptVersionItem } from "./output.ts";
import { successOfVersions } from "./success.ts";

/** The newest run of a script: one look into an index for each, whatever the history. */
const newestRun = sql`(select max(r.id) from e_script_task_log r
  where r.tenant_id = ${script.tenantId} and r.script_id = ${script.id})`;

const sortColumns = {
  name: script.name,
  createdAt: script.id,
  updatedAt: script.updatedAt,
  language: script.language,
  createdBy: script.createdBy,
  lastRun: newestRun,
};

/** A page of scripts, each with its newest run. */
export function listScripts(caller: ServiceContext, input: ScriptListInput): Promise<ListPage<ScriptItem>> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const matching = and(
      visible(ctx, script.tenantId),
      isNull(script.deletedAt),
      input.language && eq(script.language, input.language),
      input.search ? nameOrId(script.name, script.id, input.search) : undefined,
    );
    const { limit, offset } = pageWindow(input);
    const rows = await tx
      .select(itemColumns)
      .from(script)
      .where(matching)
      .orderBy(...orderBy(sortColumns, input, script.id))
      .limit(limit)
      .offset(offset);
    const items = await withLastTaskLogs(tx, rows);
    return withTotal(tx, items, script, matching);
  });
}

/** How many living scripts there are by language: what filters offer. */
export function scriptFacets(caller: ServiceContext, input: { tenantId?: number }): Promise<ScriptFacets> {
  requireScope(caller, "read");
  const ctx = forList(caller, input.tenantId);
  return inTenant(ctx, async (tx) => {
    const living = and(visible(ctx, script.tenantId), isNull(script.deletedAt));
    return { languages: await countValues(tx, script, script.language, living) };
  });
}

export const itemColumns = {
  id: script.id,
  tenantId: script.tenantId,
  name: script.name,
  language: script.language,
  description: script.description,
  currentVersion: script.currentVersion,
  sample: sql<boolean>`${script.sample} is not null` as SQL<boolean>,
  createdBy: script.createdBy,
  createdAt: script.createdAt,
  updatedAt: script.updatedAt,
};

/** Puts each script's newest run beside it. */
export async function withLastTaskLogs<T extends { id: number; tenantId: number }>(
  tx: Transaction,
  rows: T[],
) {
  const newest = await newestTaskLogs(tx, "script_id", rows);
  return rows.map((row) => ({ ...row, lastTaskLog: newest.get(row.id) ?? null }));
}

/** A page of a script's versions, newest first, without their content, each with how its newest runs went. */
export function listScriptVersions(
  ctx: ServiceContext,
  input: ScriptVersionsInput,
): Promise<ListPage<ScriptVersionItem>> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const owner = await ownScript(tx, ctx, input.id);
    const ofScript = and(eq(scriptVersion.tenantId, owner.tenantId), eq(scriptVersion.scriptId, owner.id));
    const { limit, offset } = pageWindow(input);
    const rows = await tx
      .select({ ...versionColumns, id: scriptVersion.id })
      .from(scriptVersion)
      .where(ofScript)
      .orderBy(desc(scriptVersion.number))
      .limit(limit)
      .offset(offset);
    const ids = rows.map((row) => row.id);
    const success = await successOfVersions(tx, owner.tenantId, ids);
    const none = { runs: 0, hosts: 0, succeeded: 0 };
    const items = rows.map(({ id, ...row }) => ({ ...row, ...(success.get(id) ?? none) }));
    return withTotal(tx, items, scriptVersion, ofScript);
  });
}

export const versionColumns = {
  number: scriptVersion.number,
  author: scriptVersion.author,
  note: scriptVersion.note,
  bytes: sql<number>`octet_length(${scriptVersion.content})` as SQL<number>,
  sha256: scriptVersion.sha256,
  createdAt: scriptVersion.createdAt,
};
