import { Plus } from "lucide-react";
import { cookies } from "next/headers";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import type { Locale } from "../../server/domain/locale.ts";
import { requireCaller } from "../_auth/caller.ts";
import { api } from "../_trpc/server.ts";
import { buttonClass } from "../_ui/button.tsx";
import { formatDay } from "../_ui/format.ts";
import { PageHeader } from "../_ui/page-header.tsx";
import { DaysChart } from "./_overview/days-chart.tsx";
import { FailedLately } from "./_overview/failed-lately.tsx";
import { FirstRun } from "./_overview/first-run.tsx";
import { firstRunCookie } from "./_overview/first-run-cookie.ts";
import { HideFirstRun } from "./_overview/hide-first-run.tsx";
import { Needs } from "./_overview/needs.tsx";
import { RunningNow } from "./_overview/running-now.tsx";
import { TargetStates } from "./_overview/target-states.tsx";
import { UpcomingPart } from "./_overview/upcoming-part.tsx";
import { Workers } from "./_overview/workers.tsx";

const upcomingHours = 12;

export async function generateMetadata() {
  return { title: (await getTranslations("overview"))("title") };
}

/** What runs, what needs a person, what failed, and how it went lately. */
export default async function OverviewPage() {
  const t = await getTranslations("overview");
  const locale = (await getLocale()) as Locale;
  const client = await api();
  const summary = await client.dashboard.summary({});
  const upcoming = await client.task.upcoming({
    to: new Date(Date.now() + upcomingHours * 3_600_000).toISOString(),
  });
  const { at, timeZone, days, failed, needs, targets, workers, made } = summary;
  const { userId } = await requireCaller();
  const hidden = (await cookies()).get(firstRunCookie)?.value === String(userId);
  if (!made.ranOnOwnHost && !hidden)
    return <FirstRun summary={summary} samples={await client.sample.list({})} userId={userId} />;
  const today = formatDay(new Date(at), locale, timeZone, { month: "long", weekday: "long" });
  return (
    <>
      <PageHeader
        title={t("title")}
        beside={
          <>
            <span className="text-ink-2">{`${today} · ${timeZone}`}</span>
            {!made.ranOnOwnHost && <HideFirstRun userId={userId} hidden />}
          </>
        }
        actions={
          <>
            <Link href="/scripts/new" data-new className={buttonClass()}>
              <Plus size={14} strokeWidth={1.75} aria-hidden="true" /> {t("newScript")}
            </Link>
            <Link href="/scripts" className={buttonClass("strong")}>
              {t("runScript")}
            </Link>
          </>
        }
      />
      <RunningNow first={summary} />
      <div className="grid lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] lg:*:last:border-l">
        <Needs needs={needs} />
        <FailedLately failed={failed} />
      </div>
      <UpcomingPart upcoming={upcoming} hours={upcomingHours} timeZone={timeZone} />
      <div className="grid lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)_minmax(0,2fr)] lg:*:not-first:border-l">
        <DaysChart days={days} timeZone={timeZone} />
        <TargetStates targets={targets} />
        <Workers workers={workers} />
      </div>
    </>
  );
}
