"use client";

import clsx from "clsx";
import { ListRestart, RotateCcw, Waypoints } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import type { Locale } from "../../../server/domain/locale.ts";
import type { HostCheckRecord, SharedCause, TestStep } from "../../../server/host-check/output.ts";
import { Button, buttonClass } from "../../_ui/button.tsx";
import { formatDuration } from "../../_ui/format.ts";
import { Moment } from "../../_ui/moment.tsx";
import { Cause } from "./cause.tsx";
import { hostPage } from "./host-page.ts";
import { RouteDrawing } from "./route-drawing.tsx";
import { StepList } from "./step-list.tsx";
import { TestsProgress } from "./tests-progress.tsx";
import { useTest } from "./use-test.ts";
import { useTestMany } from "./use-test-many.ts";
import { type Host, planOf, type ShownStep, shownSteps, type Way, workerName } from "./way.ts";

/**
 * The way to a host as its last test found it, or as one finds it now: drawn, step by step, with cause and cure of
 * what failed, and who else fails for it.
 */
export function ConnectionTest({
  kind,
  host,
  actions,
  blocked = false,
  folded = false,
  onBusy,
}: {
  kind: HostKind;
  host: Host;
  actions?: ReactNode;
  /** Something else on the page has its one event stream. */
  blocked?: boolean;
  /** What it found is older than what the page shows besides: its head alone. */
  folded?: boolean;
  onBusy?: (busy: boolean) => void;
}) {
  const t = useTranslations("hosts");
  const { begin, goesOn, refused, last, loading, steps: taken } = useTest(kind, host.id);
  const steps = shownSteps(planOf("test", host), taken, goesOn);
  const failed = taken.find(({ ok }) => !ok) ?? taken.find(({ note }) => note === "clock_off");
  useEffect(() => onBusy?.(goesOn), [goesOn, onBusy]);
  const [batchId, setBatchId] = useState<number | null>(null);
  const way: Way = { kind, host, proxy: last.proxy };
  const worker = workerName(last.test?.workerId ?? null);
  return (
    <section className="@container" aria-label={t("heading")}>
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-section">{t("heading")}</h2>
        <span role="status" className="min-w-60 flex-1 text-ink-2">
          {refused ??
            (folded && !goesOn ? null : (
              <Summary test={last.test} steps={steps} goesOn={goesOn} worker={worker} />
            ))}
        </span>
        <span className="flex flex-wrap gap-2">
          {actions}
          <Button look="strong" small disabled={goesOn || blocked} onClick={begin}>
            <RotateCcw size={14} strokeWidth={1.75} aria-hidden="true" />
            {goesOn ? t("testing") : t(last.test === null ? "test" : "testAgain")}
          </Button>
        </span>
      </div>
      {(!folded || goesOn) && (
        <div className="rounded-panel border border-line-2 bg-surface">
          <RouteDrawing way={way} worker={worker} steps={steps} />
          <div className={clsx("grid border-line border-t", failed && !goesOn && "@4xl:grid-cols-2")}>
            <StepList steps={steps} behindProxy={last.proxy !== null} goesOn={goesOn} />
            <div
              className={clsx(
                "border-line px-4 py-3",
                failed && !goesOn ? "@max-4xl:border-t @4xl:border-l" : "border-t",
              )}
            >
              {goesOn || failed === undefined ? (
                <p className="text-ink-2">
                  {!loading &&
                    t(
                      goesOn
                        ? "stays"
                        : last.test === null
                          ? "neverTested"
                          : kind === "proxy"
                            ? "okProxy"
                            : "ok",
                    )}
                </p>
              ) : (
                <Failure
                  way={way}
                  step={failed}
                  shared={last.shared}
                  onTestThose={batchId === null ? setBatchId : null}
                />
              )}
            </div>
          </div>
        </div>
      )}
      {batchId !== null && (
        <div className="mt-3">
          <TestsProgress kind="target" batchId={batchId} onClose={() => setBatchId(null)} />
        </div>
      )}
    </section>
  );
}

function Summary({
  test,
  steps,
  goesOn,
  worker,
}: {
  test: HostCheckRecord | null;
  steps: ShownStep[];
  goesOn: boolean;
  worker: string;
}) {
  const t = useTranslations("hosts");
  const locale = useLocale() as Locale;
  if (goesOn) {
    const step =
      Math.max(
        0,
        steps.findIndex(({ state }) => state === "now"),
      ) + 1;
    return <span className="text-now">{t("summaryNow", { step, count: steps.length })}</span>;
  }
  if (test === null) return null;
  const failedAt = steps.findIndex(({ state }) => state === "failed");
  const took = formatDuration(test.durationMs ?? 0, locale);
  return (
    <>
      <Moment at={test.createdAt} />
      {t("comma")}
      {failedAt < 0
        ? t("summaryOk", { worker, took })
        : t("summaryFailed", { worker, took, step: failedAt + 1 })}
    </>
  );
}

/** Cause and cure; where it is the proxy's, the others behind it, and a test of them all. */
function Failure({
  way,
  step,
  shared,
  onTestThose,
}: {
  way: Way;
  step: TestStep;
  shared: SharedCause | null;
  /** Hears the tests' batch; null while one is shown. */
  onTestThose: ((batchId: number | null) => void) | null;
}) {
  const t = useTranslations("hosts");
  const { kind, proxy } = way;
  const { begin, busy } = useTestMany("target");
  const locale = useLocale();
  const others = shared !== null && (
    <>
      {locale === "en" && " "}
      {t.rich(kind === "target" ? "sharedTarget" : "sharedProxy", {
        count: shared.count,
        since: () => <Moment at={shared.since} />,
        b: (words) => <b className="font-semibold">{words}</b>,
      })}
    </>
  );
  const below = (
    <p className="flex flex-wrap gap-2 pt-1">
      {shared !== null && onTestThose !== null && (
        <Button
          small
          disabled={busy}
          onClick={() => void begin({ ids: shared.targetIds }).then((batchId) => onTestThose(batchId))}
        >
          <ListRestart size={14} strokeWidth={1.75} aria-hidden="true" />
          {t("testThose", { count: shared.targetIds.length })}
        </Button>
      )}
      {proxy !== null && (shared !== null || step.name.startsWith("proxy.")) && (
        <Link href={hostPage("proxy", proxy.id) as Route} className={buttonClass("quiet", true)}>
          <Waypoints size={14} strokeWidth={1.75} aria-hidden="true" /> {t("openProxy", { name: proxy.name })}
        </Link>
      )}
    </p>
  );
  return <Cause step={step} way={way} beside={others} below={below} />;
}
