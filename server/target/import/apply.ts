import { and, eq, sql } from "drizzle-orm";
import type { Change } from "../../audit/record.ts";
import type { Transaction } from "../../db/client.ts";
import { proxy, target } from "../../db/tables/target.ts";
import { valuesAt } from "../../domain/changes.ts";
import { partsOf } from "../../parts-of.ts";
import { nothingKnown } from "../pin.ts";
import type { Planned } from "./plan.ts";

/** Rows that are made in one statement. */
const atOnce = 500;

interface Owner {
  tenantId: number;
  createdById: number | null;
  createdBy: string;
}

type Made = Planned & { outcome: "made" };
type Changed = Planned & { outcome: "changed" };

/** Writes what was planned, and answers what the audit has to keep of it. */
export async function applyImport(tx: Transaction, owner: Owner, planned: Planned[]): Promise<Change[]> {
  const made = planned.filter((one): one is Made => one.outcome === "made");
  const changed = planned.filter((one): one is Changed => one.outcome === "changed");
  const proxies = of(made, "proxy");
  const changes = await makeRows(
    tx,
    owner,
    "proxy",
    proxies.map(({ values }) => values),
  );
  for (const one of of(changed, "proxy")) changes.push(await changeRow(tx, owner, one, one.values));
  const ids = await proxyIds(tx, owner.tenantId);
  const withProxy = ({ draft, values }: Made | Changed) => {
    const { proxyId: _, ...rest } = values;
    return draft.proxy === undefined
      ? rest
      : { ...rest, proxyId: draft.proxy === null ? null : ids.get(draft.proxy) };
  };
  changes.push(...(await makeRows(tx, owner, "target", of(made, "target").map(withProxy))));
  for (const one of of(changed, "target")) changes.push(await changeRow(tx, owner, one, withProxy(one)));
  return changes;
}

function of<P extends Planned>(planned: P[], kind: "target" | "proxy"): P[] {
  return planned.filter(({ draft }) => draft.kind === kind);
}

async function proxyIds(tx: Transaction, tenantId: number): Promise<Map<string, number>> {
  const rows = await tx
    .select({ id: proxy.id, name: proxy.name })
    .from(proxy)
    .where(and(eq(proxy.tenantId, tenantId), sql`${proxy.deletedAt} is null`));
  return new Map(rows.map(({ id, name }) => [name, id]));
}

async function makeRows(
  tx: Transaction,
  owner: Owner,
  kind: "target" | "proxy",
  values: Record<string, unknown>[],
): Promise<Change[]> {
  const changes: Change[] = [];
  const table = kind === "target" ? target : proxy;
  for (const some of partsOf(values, atOnce)) {
    const part = some.map((one) => ({ ...one, ...owner }));
    const rows = await tx
      .insert(table)
      .values(part as never)
      .returning({ id: table.id, name: table.name });
    const given = new Map(part.map((one) => [(one as unknown as { name: string }).name, one]));
    for (const { id, name } of rows) {
      const object = { type: kind, id, name };
      changes.push({ tenantId: owner.tenantId, action: `${kind}.create`, object, after: given.get(name) });
    }
  }
  return changes;
}

/** A host that moves (address, port, proxy) is another host: what was known of the old one is taken away. */
async function changeRow(
  tx: Transaction,
  { tenantId }: Owner,
  { draft, row, changes }: Changed,
  values: Record<string, unknown>,
): Promise<Change> {
  const fields = changes.map(({ field }) => (field === "proxy" ? "proxyId" : field));
  const given = Object.fromEntries(fields.map((field) => [field, values[field]]));
  const moves = fields.some((field) => field === "address" || field === "port" || field === "proxyId");
  const table = draft.kind === "target" ? target : proxy;
  await tx
    .update(table)
    .set({ ...given, ...(moves ? nothingKnown : {}), updatedAt: sql`now()` })
    .where(and(eq(table.tenantId, tenantId), eq(table.id, row.id)));
  return {
    tenantId,
    action: `${draft.kind}.update`,
    object: { type: draft.kind, id: row.id, name: row.name },
    before: valuesAt(row, given),
    after: given,
  };
}
