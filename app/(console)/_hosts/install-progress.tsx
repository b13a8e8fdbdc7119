"use client";

import { Info } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../server/domain/locale.ts";
import type { HostCheckRecord, TestStep } from "../../../server/host-check/output.ts";
import { formatDuration } from "../../_ui/format.ts";
import { Moment } from "../../_ui/moment.tsx";
import { Cause } from "./cause.tsx";
import { RouteDrawing } from "./route-drawing.tsx";
import { StepList } from "./step-list.tsx";
import { planOf, shownSteps, type Way, workerName } from "./way.ts";

/** Putting the key on a host, step by step, with cause and cure where it fails. */
export function InstallProgress({
  way,
  steps: taken,
  goesOn,
  record,
}: {
  way: Way;
  steps: TestStep[];
  goesOn: boolean;
  record: HostCheckRecord | null;
}) {
  const t = useTranslations("installKey");
  const hosts = useTranslations("hosts");
  const locale = useLocale() as Locale;
  const steps = shownSteps(planOf("install", way.host), taken, goesOn);
  const failed = taken.find(({ ok }) => !ok);
  const failedAt = steps.findIndex(({ state }) => state === "failed");
  const workerId = Number(taken.find(({ name }) => name === "worker.taken")?.detail ?? Number.NaN);
  return (
    <>
      {!goesOn && record !== null && (
        <p className="mb-2 text-ink-2 text-small">
          <Moment at={record.createdAt} />
          {hosts("comma")}
          {t("took", { time: formatDuration(record.durationMs ?? 0, locale) })}
          {failedAt >= 0 && `${hosts("comma")}${t("failed", { step: failedAt + 1 })}`}
        </p>
      )}
      <div className="rounded-panel border border-line-2 bg-surface">
        <RouteDrawing way={way} worker={workerName(Number.isNaN(workerId) ? null : workerId)} steps={steps} />
        <div className="border-line border-t">
          <StepList steps={steps} behindProxy={way.proxy !== null} goesOn={goesOn} />
        </div>
        {failed !== undefined && (
          <div className="border-line border-t px-4 py-3">
            <Cause step={failed} way={way} />
          </div>
        )}
        {failed === undefined && (
          <p
            role="status"
            className="flex items-center gap-2 rounded-b-panel border-line border-t bg-ground px-4 py-3 text-ink-2"
          >
            <Info size={14} strokeWidth={1.75} aria-hidden="true" /> {t(goesOn ? "stays" : "done")}
          </p>
        )}
      </div>
    </>
  );
}
