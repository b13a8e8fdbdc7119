import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { actorId, actorName, requireScope, type ServiceContext, tenantForCreate } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import { writing } from "../db/errors.ts";
import { inTenant } from "../db/in-tenant.ts";
import { script, scriptVersion } from "../db/tables/script.ts";
import type { SampleKey } from "../domain/sample.ts";
import { found, ServiceError } from "../errors.ts";
import type { ScriptCreateInput, ScriptUpdateInput } from "./input.ts";
import { itemColumns, versionColumns, withLastTaskLogs } from "./list.ts";
import { livingScript, lockScript, ownScript, type ScriptRow } from "./load.ts";
import type { Script, ScriptVersion } from "./output.ts";

/** A script with its current content. */
export function getScript(ctx: ServiceContext, { id }: { id: number }): Promise<Script> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const rows = await tx.select(itemColumns).from(script).where(livingScript(ctx, id));
    const [item] = await withLastTaskLogs(tx, rows);
    const owner = found(item);
    const { content, parameters } = await ownVersion(tx, owner, owner.currentVersion);
    return { ...owner, content, parameters };
  });
}

/** One version of a script with its content; VERSION_ABSENT where it has no such number. */
export function getScriptVersion(
  ctx: ServiceContext,
  input: { id: number; number: number },
): Promise<ScriptVersion> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => ownVersion(tx, await ownScript(tx, ctx, input.id), input.number));
}

/** Makes a script with its version 1. */
export function createScript(ctx: ServiceContext, input: ScriptCreateInput): Promise<{ id: number }> {
  requireScope(ctx, "write");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  return inTenant(ctx, async (tx) => ({ id: await insertScript(tx, ctx, { ...input, tenantId }) }));
}

type Caller = Pick<ServiceContext, "actor" | "request">;

export interface NewScript extends Omit<ScriptCreateInput, "tenantId"> {
  tenantId: number;
  sample?: SampleKey;
}

/** Stores a script, whoever asks for it; answers its id. */
export async function insertScript(
  tx: Transaction,
  ctx: Caller,
  { content, ...given }: NewScript,
): Promise<number> {
  const { tenantId, name, language, description, sample } = given;
  const author = { createdById: actorId(ctx.actor), createdBy: actorName(ctx.actor) };
  const rows = await writing(
    given,
    tx
      .insert(script)
      .values({ tenantId, name, language, description, sample, ...author })
      .returning(),
  );
  const made = found(rows[0]);
  await insertVersion(tx, ctx, made, { number: 1, content, note: "" });
  await audit(tx, ctx, {
    tenantId,
    action: "script.create",
    object: { type: "script", id: made.id, name },
    after: { name, language, sample, sha256: sha256(content) },
  });
  return made.id;
}

/**
 * Changes a script. Content that differs from the current one becomes a new version; the row's lock makes
 * the check of `expectedVersion` hold until then. Tasks that follow the latest version run it from now on.
 * A sample that somebody changes is theirs.
 */
export function updateScript(
  ctx: ServiceContext,
  input: ScriptUpdateInput,
): Promise<{ id: number; currentVersion: number }> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const before = await lockScript(tx, ctx, input.id);
    const { currentVersion: current } = before;
    if (input.expectedVersion !== undefined && input.expectedVersion !== current) {
      throw new ServiceError("CONFLICT", "VERSION_CONFLICT", { current }, ["expectedVersion"]);
    }
    const currentVersion = await saveContent(tx, ctx, before, input);
    const changes = { name: input.name, description: input.description, currentVersion };
    await writing(
      input,
      tx
        .update(script)
        .set({ ...changes, sample: null, updatedAt: sql`now()` })
        .where(and(eq(script.tenantId, before.tenantId), eq(script.id, before.id))),
    );
    await audit(tx, ctx, {
      tenantId: before.tenantId,
      action: "script.update",
      object: { type: "script", id: before.id, name: input.name ?? before.name },
      before: { name: before.name, description: before.description, currentVersion: current },
      after: changes,
    });
    return { id: before.id, currentVersion };
  });
}

/** Answers the number of the version that holds the content now. */
async function saveContent(
  tx: Transaction,
  ctx: ServiceContext,
  row: ScriptRow,
  { content, note = "" }: ScriptUpdateInput,
): Promise<number> {
  if (content === undefined) return row.currentVersion;
  const current = await ownVersion(tx, row, row.currentVersion);
  if (current.sha256 === sha256(content)) return row.currentVersion;
  const number = row.currentVersion + 1;
  await insertVersion(tx, ctx, row, { number, content, note });
  return number;
}

async function insertVersion(
  tx: Transaction,
  ctx: Caller,
  owner: Pick<ScriptRow, "id" | "tenantId">,
  version: { number: number; content: string; note: string },
): Promise<void> {
  await tx.insert(scriptVersion).values({
    ...version,
    tenantId: owner.tenantId,
    scriptId: owner.id,
    sha256: sha256(version.content),
    authorId: actorId(ctx.actor),
    author: actorName(ctx.actor),
  });
}

async function ownVersion(
  tx: Transaction,
  owner: Pick<ScriptRow, "id" | "tenantId">,
  number: number,
): Promise<ScriptVersion> {
  const rows = await tx
    .select({ ...versionColumns, content: scriptVersion.content, parameters: scriptVersion.parameters })
    .from(scriptVersion)
    .where(
      and(
        eq(scriptVersion.tenantId, owner.tenantId),
        eq(scriptVersion.scriptId, owner.id),
        eq(scriptVersion.number, number),
      ),
    );
  const [row] = rows;
  if (row === undefined) throw new ServiceError("NOT_FOUND", "VERSION_ABSENT", { number }, ["number"]);
  return row;
}

function sha256(content: string): string {
  return createHash("sha256").update(content, "utf8").digest("hex");
}
