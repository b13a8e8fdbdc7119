import type { ServiceContext } from "../access.ts";
import { audit } from "../audit/record.ts";
import type { Transaction } from "../db/client.ts";
import type { HostCheckStep } from "../domain/host-check.ts";
import type { HostKind } from "../domain/host-kind.ts";
import type { Locale } from "../domain/locale.ts";
import type { Permit } from "../live/permit.ts";
import { cure } from "../messages.ts";
import { askHostCheck } from "./ask.ts";
import { type EndedHostCheck, followHostCheck, type HostCheckProgress, hostCheckEnd } from "./follow.ts";
import type { TestEvent, TestResult, TestStep } from "./output.ts";

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
  return { ok, status, steps: stepsOf(ended).map((step) => forPeople(ctx.locale, step)) };
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
    for (const step of steps.slice(told)) yield { type: "step", step: forPeople(ctx.locale, step) };
    told = steps.length;
    if (progress.result !== null) {
      yield { type: "end", ok: progress.result.ok, status: progress.result.status ?? null };
    }
  }
}

/** A failure that no step tells of (the time was up between two, the host is gone) gets one of its own. */
function stepsOf({ steps, result }: HostCheckProgress | EndedHostCheck): HostCheckStep[] {
  if (result === null || result.ok || steps.some((step) => !step.ok)) return steps;
  const reason = result.reason ?? "unexpected";
  return [...steps, { name: "connection", ok: false, ms: 0, reason, detail: result.error }];
}

function forPeople(locale: Locale, { name, ok, ms, reason, detail }: HostCheckStep): TestStep {
  return {
    name,
    ok,
    ms,
    reason: reason ?? null,
    detail: detail ?? null,
    cure: ok || reason === undefined ? null : cureOf(locale, name, reason),
  };
}

/** A reason means something else on the proxy's hop in some cases; those have a sentence of their own. */
function cureOf(locale: Locale, name: string, reason: string): string | null {
  const [hop] = name.split(".");
  return cure(locale, `${hop}_${reason}`) ?? cure(locale, reason);
}
