import { requireScope, type ServiceContext } from "../access.ts";
import { inTenant } from "../db/in-tenant.ts";
import type { TestEvent, TestResult } from "../host-check/output.ts";
import { askTest, testEvents, testResult } from "../host-check/test-host.ts";
import { ownTarget } from "./load.ts";

/** Opens the way to a target anew, hop by hop, and looks around; waits for the end. NO_WORKER where none does it. */
export async function testTarget(ctx: ServiceContext, { id }: { id: number }): Promise<TestResult> {
  return testResult(ctx, await ask(ctx, id));
}

/** The same, step by step as they come. */
export async function* watchTargetTest(
  ctx: ServiceContext,
  { id }: { id: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<TestEvent, void> {
  yield* testEvents(ctx, await ask(ctx, id), signal);
}

function ask(ctx: ServiceContext, id: number): Promise<number> {
  requireScope(ctx, "write");
  return inTenant(ctx, async (tx) => {
    const { tenantId, name } = await ownTarget(tx, ctx, id);
    return askTest(tx, ctx, { kind: "target", id, tenantId, name });
  });
}
