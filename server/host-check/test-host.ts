import type { ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { Permit } from "../live/permit.ts";
import { askHostCheck } from "./ask.ts";
import { followHostCheck, hostCheckEnd } from "./follow.ts";
import type { TestEvent, TestResult } from "./output.ts";
import { stepForPeople, stepsOf } from "./step-words.ts";

/** A target or proxy that is to be tested; the caller has looked whose it is. */
export interface TestSubject {
  kind: HostKind;
  id: number;
  tenantId: number;
  name: string;
}

/** Asks for a test, in the transaction that found the host. */
export async function askTest(tx: Transaction, ctx: ServiceContext, subject: TestSubject): Promise<number> {
  const { kind, id, tenantId, name } = subject;
  await audit(tx, ctx, { tenantId, action: `${kind}.test`, object: { type: kind, id, name } });
  const of = kind === "target" ? { targetId: id } : { proxyId: id };
  return askHostCheck(tx, ctx, { tenantId, kind: "test", ...of });
}

/** Waits for a test's end; its steps say where it failed and what to do. */
export async function testResult(ctx: ServiceContext, checkId: number): Promise<TestResult> {
  const ended = await hostCheckEnd(ctx, checkId);
  const { ok, status = null } = ended.result;
  return { ok, status, steps: stepsOf(ended).map((step) => stepForPeople(ctx.locale, step)) };
}

/** A test's steps as they come, then its end. */
export async function* testEvents(
  ctx: ServiceContext,
  checkId: number,
  permit: Permit,
): AsyncGenerator<TestEvent, void> {
  let told = 0;
  for await (const progress of followHostCheck(ctx, checkId, () => permit.mayGoOn())) {
    const steps = stepsOf(progress);
    for (const step of steps.slice(told)) yield { type: "step", step: stepForPeople(ctx.locale, step) };
    told = steps.length;
    if (progress.result !== null) {
      yield { type: "end", ok: progress.result.ok, status: progress.result.status ?? null };
    }
  }
}
