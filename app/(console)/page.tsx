import { Plus } from "lucide-react";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { api } from "../_trpc/server.ts";
import { buttonClass } from "../_ui/button.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { DaysChart } from "./_overview/days-chart.tsx";
import { FailedLately } from "./_overview/failed-lately.tsx";
import { FirstRun, isFirstRun } from "./_overview/first-run.tsx";
import { Needs } from "./_overview/needs.tsx";
import { RunningNow } from "./_overview/running-now.tsx";
import { TargetStates } from "./_overview/target-states.tsx";
import { Workers } from "./_overview/workers.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("overview"))("title") };
}

/** What runs, what needs a person, what failed, and how it went lately. */
export default async function OverviewPage() {
  const t = await getTranslations("overview");
  const format = await getFormatter();
  const summary = await (await api()).dashboard.summary({});
  const { at, timeZone, days, failed, needs, targets, workers } = summary;
  const fresh = isFirstRun(summary);
  const today = format.dateTime(new Date(at), { timeZone, month: "long", day: "numeric", weekday: "long" });
  return (
    <>
      <PageHeader
        title={t("title")}
        beside={<span className="text-ink-2">{`${today} · ${timeZone}`}</span>}
        actions={
          <>
            <Link href="/scripts/new" data-new className={buttonClass()}>
              <Plus size={14} strokeWidth={1.75} aria-hidden="true" /> {t("newScript")}
            </Link>
            {!fresh && (
              <Link href="/scripts" className={buttonClass("strong")}>
                {t("runScript")}
              </Link>
            )}
          </>
        }
      />
      {fresh && <FirstRun summary={summary} />}
      <RunningNow first={summary} />
      <div className="grid lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] lg:*:last:border-l">
        <Needs needs={needs} />
        <FailedLately failed={failed} />
      </div>
      <div className="grid lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)_minmax(0,2fr)] lg:*:not-first:border-l">
        <DaysChart days={days} timeZone={timeZone} />
        <TargetStates targets={targets} />
        <Workers workers={workers} />
      </div>
    </>
  );
}
