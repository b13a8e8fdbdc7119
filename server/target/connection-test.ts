import { and, eq } from "drizzle-orm";
import { requireScope, type ServiceContext } from "../access.ts";
import type { Transaction } from "../db/client.ts";
import { inTenant } from "../db/in-tenant.ts";
import { proxy } from "../db/tables/target.ts";
import type { HostKind } from "../domain/host-kind.ts";
import { found } from "../errors.ts";
import { lastCheckOf } from "../host-check/last-check.ts";
import type { LastTest, TestEvent, TestResult } from "../host-check/output.ts";
import { askTest, testEvents, testResult } from "../host-check/test-host.ts";
import type { Live } from "../live/live.ts";
import { Permit } from "../live/permit.ts";
import { ownHost } from "./own-host.ts";
import { sharedCauseOf } from "./shared-cause.ts";

/** Opens the way to a host anew, hop by hop, and looks around; waits for the end. NO_WORKER where none does it. */
export async function testHost(
  ctx: ServiceContext,
  kind: HostKind,
  { id }: { id: number },
): Promise<TestResult> {
  return testResult(ctx, await ask(ctx, kind, id));
}

/** The same, step by step as they come. */
export async function* watchHostTest(
  ctx: ServiceContext,
  live: Live,
  kind: HostKind,
  { id }: { id: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<TestEvent, void> {
  const permit = new Permit(live, signal);
  yield* testEvents(ctx, await ask(ctx, kind, id), permit);
}

/** The newest test of a host with its steps, and who else fails for the same cause. */
export function lastTest(ctx: ServiceContext, kind: HostKind, { id }: { id: number }): Promise<LastTest> {
  requireScope(ctx, "read");
  return inTenant(ctx, async (tx) => {
    const row = await ownHost(tx, ctx, kind, id);
    const { tenantId } = row;
    return {
      test: await lastCheckOf(tx, ctx.locale, { kind: "test", host: kind, id, tenantId }),
      shared: await sharedCauseOf(tx, kind, row),
      proxy: await proxyOf(tx, row),
    };
  });
}

async function proxyOf(
  tx: Transaction,
  row: Awaited<ReturnType<typeof ownHost>>,
): Promise<LastTest["proxy"]> {
  if (!("proxyId" in row) || row.proxyId === null) return null;
  const { id, name, username, address, port } = proxy;
  const rows = await tx
    .select({ id, name, username, address, port })
    .from(proxy)
    .where(and(eq(proxy.tenantId, row.tenantId), eq(proxy.id, row.proxyId)));
  return found(rows[0]);
}

function ask(ctx: ServiceContext, kind: HostKind, id: number): Promise<number> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const { tenantId, name } = await ownHost(tx, ctx, kind, id);
    return askTest(tx, ctx, { kind, id, tenantId, name });
  });
}
