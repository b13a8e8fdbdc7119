import { CalendarOff } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { FilterBar } from "../../../_ui/filter-bar.tsx";
import { RowLink } from "../../../_ui/list-link.tsx";
import { ListPage } from "../../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";
import { Table } from "../../../_ui/table.tsx";
import { Tag } from "../../../_ui/tag.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("calendars") };
}

export default async function CalendarsPage({ searchParams }: PageProps) {
  const t = await getTranslations("calendars");
  const settings = await getTranslations("settings");
  const common = await getTranslations("common");
  const { page, search } = await loadListParams(searchParams);
  const list = await (await api()).calendar.list({ page, search });
  return (
    <ListPage
      title={settings("calendars")}
      count={t("count", { count: list.total })}
      make={{ href: "/settings/calendars/new", label: t("new") }}
      nothingYet={list.total === 0 && search === "" ? { icon: CalendarOff, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total} />
      <Table
        label={settings("calendars")}
        items={list.items.map((calendar) => ({ key: calendar.id, ...calendar }))}
        columns={[
          {
            head: common("name"),
            cell: ({ id, name, closed }) => (
              <>
                <RowLink href={`/settings/calendars/${id}`}>{name}</RowLink>{" "}
                {closed && <Tag>{t("closedNow")}</Tag>}
              </>
            ),
          },
          {
            head: t("periods"),
            cell: ({ weekly, dated }) => t("periodCounts", { weekly: weekly.length, dated: dated.length }),
          },
          { head: t("timeZone"), wide: true, cell: ({ timeZone }) => timeZone },
          { head: t("tasks"), cell: ({ taskCount }) => t("taskCount", { count: taskCount }) },
          { head: common("createdAt"), wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
        ]}
        phone={({ id, name, closed, weekly, dated, taskCount, timeZone }) => (
          <PhoneItem
            href={`/settings/calendars/${id}`}
            title={name}
            sign={<StateGlyph state={closed ? "paused" : "succeeded"} />}
            words={
              closed ? t("closedNow") : t("periodCounts", { weekly: weekly.length, dated: dated.length })
            }
            last={timeZone}
            lastRight={t("taskCount", { count: taskCount })}
          />
        )}
      />
    </ListPage>
  );
}
