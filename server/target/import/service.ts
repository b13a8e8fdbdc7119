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
  const { drafts, notRead } = readHosts(input.format, input.text);
  return inTenant(ctx, async (tx) => {
    const known = await loadKnown(tx, tenantId, drafts);
    const planned = planImport(drafts, known, input);
    if (!input.dryRun) await apply(tx, ctx, tenantId, planned);
    const lines = planned.map((one) => lineOf(ctx, one)).sort((a, b) => a.line - b.line);
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
    };
  });
}

async function apply(
  tx: Transaction,
  ctx: ServiceContext,
  tenantId: number,
  planned: Planned[],
): Promise<void> {
  const author = { createdById: actorId(ctx.actor), createdBy: actorName(ctx.actor) };
  await auditAll(tx, ctx, await applyImport(tx, { tenantId, ...author }, planned));
}

function lineOf({ locale }: ServiceContext, planned: Planned): ImportedLine {
  const { draft, outcome } = planned;
  const { line, kind, name, source } = draft;
  const changes = outcome === "changed" ? planned.changes : undefined;
  const known = { line, kind, outcome, name, source, changes };
  if (outcome !== "refused") return known;
  const { refused } = planned;
  if ("refusal" in refused) {
    const reason = importMessage(locale, refused.refusal, refused.values);
    return { ...known, reason, part: refused.part };
  }
  const field = String(refused.path[0] ?? "");
  const value = draft.values[field];
  const part = typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  return { ...known, reason: issueMessage(refused, locale), field, part };
}
