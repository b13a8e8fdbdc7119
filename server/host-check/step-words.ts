import { cureCommands } from "../domain/cure-commands.ts";
import type { HostCheckResult, HostCheckStep } from "../domain/host-check.ts";
import type { Locale } from "../domain/locale.ts";
import { cure } from "../messages.ts";
import type { TestStep } from "./output.ts";

/** A failure that no step tells of (the time was up between two, the host is gone) gets one of its own. */
export function stepsOf({
  steps,
  result,
}: {
  steps: HostCheckStep[];
  result: HostCheckResult | null;
}): HostCheckStep[] {
  if (result === null || result.ok || steps.some((step) => !step.ok)) return steps;
  const reason = result.reason ?? "unexpected";
  return [...steps, { name: "connection", ok: false, ms: 0, reason, detail: result.error }];
}

/** A step with what to do about it, in the reader's language. */
export function stepForPeople(locale: Locale, step: HostCheckStep): TestStep {
  const { name, ok, ms, reason = null, detail = null, note = null } = step;
  const cause = ok ? note : reason;
  return {
    name,
    ok,
    ms,
    reason,
    detail,
    note,
    cure: cause === null ? null : cureOf(locale, name, cause),
    commands: cause === null ? [] : cureCommands(name, cause),
  };
}

/** A reason means something else on the proxy's hop in some cases; those have a sentence of their own. */
export function cureOf(locale: Locale, name: string, reason: string): string | null {
  const [hop] = name.split(".");
  return cure(locale, `${hop}_${reason}`) ?? cure(locale, reason);
}
