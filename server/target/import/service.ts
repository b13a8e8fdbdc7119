import { sql } from "drizzle-orm";
import { actorId, actorName, requireScope, type ServiceContext, tenantForCreate } from "../../access.ts";
import { auditAll } from "../../audit/record.ts";
import type { Transaction } from "../../db/client.ts";
import { inTenant } from "../../db/in-tenant.ts";
import { issueMessage } from "../../issue-words.ts";
import { importMessage } from "../../messages.ts";
import type { TargetImportInput } from "../input.ts";
import type { ImportedLine, TargetImport } from "../output.ts";
import { applyImport } from "./apply.ts";
import { loadKnown } from "./known.ts";
import { type Planned, planImport } from "./plan.ts";
import { readHosts } from "./read.ts";

/**
 * Makes and changes targets (and the proxies in front of them) from a file, or says what it would do. What is refused
 * does not keep the rest from being done; what is not in the file stays. All that is done is done together.
 */
export function importTargets(ctx: ServiceContext, input: TargetImportInput): Promise<TargetImport> {
  requireScope(ctx, "write");
  const tenantId = tenantForCreate(ctx, input.tenantId);
  const { drafts, notRead, columns = [] } = readHosts(input);
  return inTenant(ctx, async (tx) => {
    const known = await loadKnown(tx, tenantId, drafts);
    const planned: Planned[] = [];
    for (const one of planImport(drafts, known, input)) {
      planned.push(one);
      // A busy process may take longer over thousands than a transaction may stand still.
      if (planned.length % 500 === 0) await tx.execute(sql`select`);
    }
    const ids = input.dryRun ? undefined : await apply(tx, ctx, tenantId, planned);
    const lines = planned.map((one) => lineOf(ctx, one, ids)).sort((a, b) => a.line - b.line);
    const count = (outcome: ImportedLine["outcome"]) =>
      lines.filter((line) => line.outcome === outcome).length;
    return {
      lines,
      counts: {
        made: count("made"),
        changed: count("changed"),
        same: count("same"),
        refused: count("refused"),
      },
      notRead,
      columns,
    };
  });
}

/** Answers the ids of all that was made or changed. */
async function apply(
  tx: Transaction,
  ctx: ServiceContext,
  tenantId: number,
  planned: Planned[],
): Promise<Ids> {
  const author = { createdById: actorId(ctx.actor), createdBy: actorName(ctx.actor) };
  const changes = await applyImport(tx, { tenantId, ...author }, planned);
  await auditAll(tx, ctx, changes);
  return new Map(changes.map(({ object: { type, name, id } }) => [`${type} ${name}`, id]));
}

/** By kind and name. */
type Ids = Map<string, number | null>;

function lineOf({ locale }: ServiceContext, planned: Planned, ids?: Ids): ImportedLine {
  const { draft, outcome } = planned;
  const { line, kind, name, source } = draft;
  const changes = outcome === "changed" ? planned.changes : undefined;
  const id = outcome === "refused" ? undefined : (ids?.get(`${kind} ${name}`) ?? undefined);
  const known = { line, kind, outcome, name, source, changes, id };
  if (outcome !== "refused") return known;
  const { refused } = planned;
  if ("refusal" in refused) {
    const reason = importMessage(locale, refused.refusal, refused.values);
    const missingProxy = refused.refusal === "PROXY_UNKNOWN" ? refused.part : undefined;
    return { ...known, reason, part: refused.part, missingProxy };
  }
  const field = String(refused.path[0] ?? "");
  const value = draft.values[field];
  const part = typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  return { ...known, reason: issueMessage(refused, locale), field, part };
}
