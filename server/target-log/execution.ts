import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { asSystem, inTenant } from "../db/in-tenant.ts";
import { notify } from "../db/notify.ts";
import { targetLog } from "../db/tables/target-log.ts";
import { loadHostRows } from "../execute/host-row.ts";
import type { SshTransport } from "../execute/ssh-transport.ts";
import type { Outcome } from "../ssh/outcome.ts";
import type { TenantKeys } from "../ssh-key/execution.ts";

/** Time to open the route for a look. */
const lookConnectMs = 15_000;

/**
 * Looks at what became of a lost script: reads what the launcher left on its host, and fills the late result.
 * Only reads, so it may be repeated. Throws where the host does not answer.
 */
export async function checkOutcome(
  deps: { database: Database; ssh: SshTransport; keys: TenantKeys },
  targetLogId: number,
): Promise<Outcome | null> {
  const lost = await findLost(deps.database, targetLogId);
  if (lost === undefined) return null;
  const [row] = await loadHostRows(deps.database, lost.tenantId, [targetLogId]);
  if (row === undefined) return null;
  const session = await deps.ssh.open(row, await deps.keys.keysOf(lost.tenantId), {
    timeoutMs: lookConnectMs,
    signal: new AbortController().signal,
  });
  try {
    const outcome = await session.readOutcome(String(targetLogId));
    await recordLate(deps.database, lost, outcome);
    return outcome;
  } finally {
    session.release();
  }
}

async function findLost(database: Database, targetLogId: number) {
  const rows = await inTenant(asSystem(database), (tx) =>
    tx
      .select({ id: targetLog.id, tenantId: targetLog.tenantId, taskLogId: targetLog.taskLogId })
      .from(targetLog)
      .where(and(eq(targetLog.id, targetLogId), eq(targetLog.state, "lost"))),
  );
  return rows[0];
}

function recordLate(
  database: Database,
  lost: { id: number; tenantId: number; taskLogId: number },
  outcome: Outcome,
): Promise<void> {
  return inTenant({ database, scope: { tenantId: lost.tenantId } }, async (tx) => {
    await tx
      .update(targetLog)
      .set({
        lateResult: outcome.result,
        lateExitCode: outcome.result === "ended" ? outcome.exitCode : null,
        lateAt: sql`now()`,
      })
      .where(
        and(eq(targetLog.tenantId, lost.tenantId), eq(targetLog.id, lost.id), eq(targetLog.state, "lost")),
      );
    await notify(tx, "hostrun_task_log", [lost.taskLogId]);
  });
}
