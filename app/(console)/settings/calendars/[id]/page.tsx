import { getTranslations } from "next-intl/server";
import { api, orNotFound } from "../../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../../_ui/list-params.ts";
import { PageHeader } from "../../../../_ui/page-header.tsx";
import { CalendarForm, DeleteCalendar } from "../../_components/calendar-form.tsx";

export default async function CalendarPage({ params }: PageProps<{ id: string }>) {
  const t = await getTranslations("calendars");
  const settings = await getTranslations("settings");
  const calendar = await orNotFound((await api()).calendar.get({ id: idOf((await params).id) ?? 0 }));
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/settings/calendars", label: settings("calendars") }]}
        here={`#${calendar.id}`}
        title={calendar.name}
        beside={
          <span className="text-ink-2">
            {calendar.closed ? t("closedNow") : t("taskCount", { count: calendar.taskCount })}
          </span>
        }
        actions={<DeleteCalendar calendar={calendar} />}
      />
      <div className="p-4 lg:p-6">
        <CalendarForm key={calendar.updatedAt} calendar={calendar} />
      </div>
    </>
  );
}
