import { CalendarClock, CalendarOff, Plus } from "lucide-react";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import {
  createLoader,
  parseAsBoolean,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import type { Locale } from "../../../server/domain/locale.ts";
import { api } from "../../_trpc/server.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { Empty } from "../../_ui/empty.tsx";
import { formatZone } from "../../_ui/format.ts";
import type { PageProps } from "../../_ui/list-params.ts";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Collisions } from "./_components/collisions.tsx";
import { FiresAxis } from "./_components/fires-axis.tsx";
import { HostsAxis } from "./_components/hosts-axis.tsx";
import { NextList } from "./_components/next-list.tsx";
import { type Span, spans } from "./_components/spans.ts";
import { UpcomingBar } from "./_components/upcoming-bar.tsx";

const loadParams = createLoader({
  span: parseAsStringLiteral(Object.keys(spans) as Span[]).withDefault("24h"),
  from: parseAsIsoDateTime,
  search: parseAsString.withDefault(""),
  collisions: parseAsBoolean.withDefault(false),
});

export async function generateMetadata() {
  return { title: (await getTranslations("upcoming"))("title") };
}

/** What the schedules of all tasks will start, on one axis of time, and where runs meet on a host. */
export default async function UpcomingPage({ searchParams }: PageProps) {
  const t = await getTranslations("upcoming");
  const locale = (await getLocale()) as Locale;
  const { span, from: asked, search, collisions: only } = await loadParams(searchParams);
  const client = await api();
  const { chosenTenant, ...home } = await client.session.current();
  const { timeZone } = chosenTenant ?? home;
  const from = asked ?? new Date();
  const to = new Date(from.getTime() + spans[span]);
  const found = await client.task.upcoming({
    from: from.toISOString(),
    to: to.toISOString(),
    ...(search === "" ? {} : { search }),
  });
  const colliding = new Set(found.collisions.flatMap(({ taskIds }) => taskIds));
  const tasks = only ? found.tasks.filter(({ id }) => colliding.has(id)) : found.tasks;
  const upcoming = { ...found, tasks };
  const fires = tasks.flatMap((task) => task.fires);
  const blocked = fires.filter(({ closedBy }) => closedBy !== null).length;
  const axis = { from: from.getTime(), to: to.getTime(), timeZone };
  return (
    <>
      <PageHeader
        title={t("title")}
        beside={
          <span className="text-ink-2">
            {t("summary", {
              tasks: tasks.length,
              fires: fires.length,
              span: t(`spans.${span}`),
              capped: String(tasks.some(({ firesCapped }) => firesCapped)),
            })}
            {blocked > 0 && t("blockedOf", { count: blocked })}
          </span>
        }
        actions={
          <>
            <Link href="/settings/calendars" className={buttonClass()}>
              <CalendarOff size={14} strokeWidth={1.75} aria-hidden="true" /> {t("calendars")}
            </Link>
            <Link href="/tasks/new" data-new className={buttonClass("strong")}>
              <Plus size={14} strokeWidth={1.75} aria-hidden="true" /> {t("newTask")}
            </Link>
          </>
        }
      />
      <UpcomingBar
        span={span}
        from={asked?.toISOString() ?? null}
        only={only}
        collisions={found.collisions.length}
        zone={formatZone(timeZone, locale)}
      />
      {tasks.length === 0 ? (
        <Empty icon={CalendarClock}>{search === "" ? t("empty") : t("noneFound")}</Empty>
      ) : (
        <>
          <FiresAxis upcoming={upcoming} axis={axis} span={t(`spans.${span}`)} />
          {found.collisions.length > 0 && <HostsAxis upcoming={upcoming} axis={axis} />}
          <div className="grid border-line border-t min-[1100px]:grid-cols-[minmax(0,1fr)_22rem]">
            <NextList upcoming={upcoming} axis={axis} />
            <Collisions upcoming={upcoming} axis={axis} />
          </div>
        </>
      )}
    </>
  );
}
