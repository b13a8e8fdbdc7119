import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { TestEvent, TestResult } from "../host-check/output.ts";
import { askTest, testEvents, testResult } from "../host-check/test-host.ts";
import type { Live } from "../live/live.ts";
import { Permit } from "../live/permit.ts";
import { ownHost } from "./own-host.ts";

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

function ask(ctx: ServiceContext, kind: HostKind, id: number): Promise<number> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const { tenantId, name } = await ownHost(tx, ctx, kind, id);
    return askTest(tx, ctx, { kind, id, tenantId, name });
  });
}
