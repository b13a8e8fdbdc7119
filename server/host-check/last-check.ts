import { and, desc, eq, isNotNull, or, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { hostCheck } from "../db/tables/host-check.ts";
import type { HostCheckKind } from "../domain/host-check.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { Locale } from "../domain/locale.ts";
import type { HostCheckRecord } from "./output.ts";
import { stepForPeople, stepsOf } from "./step-words.ts";

/** The newest look of a kind at a host that came to an end, or that is still going on; null where there is none. */
export async function lastCheckOf(
  tx: Transaction,
  locale: Locale,
  what: { kind: Extract<HostCheckKind, "test" | "install">; host: HostKind; id: number; tenantId: number },
): Promise<HostCheckRecord | null> {
  const subject = what.host === "target" ? hostCheck.targetId : hostCheck.proxyId;
  const goesOn = sql`${hostCheck.endedAt} is null and ${hostCheck.createdAt} > now() - interval '90 seconds'`;
  const rows = await tx
    .select()
    .from(hostCheck)
    .where(
      and(
        eq(hostCheck.tenantId, what.tenantId),
        eq(subject, what.id),
        eq(hostCheck.kind, what.kind),
        // One that nobody took has neither.
        or(isNotNull(hostCheck.result), goesOn),
      ),
    )
    .orderBy(desc(hostCheck.id))
    .limit(1);
  return rows[0] === undefined ? null : recordOf(locale, rows[0]);
}

function recordOf(locale: Locale, row: typeof hostCheck.$inferSelect): HostCheckRecord {
  const { id, requestedBy, workerId, createdAt, takenAt, endedAt, result } = row;
  const took = takenAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(takenAt);
  return {
    id,
    requestedBy,
    workerId,
    createdAt,
    endedAt,
    durationMs: took,
    ok: result?.ok ?? null,
    status: result?.status ?? null,
    steps: stepsOf(row).map((step) => stepForPeople(locale, step)),
  };
}
