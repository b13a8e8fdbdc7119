import { ListChecks } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { api } from "../../_trpc/server.ts";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { Table } from "../../_ui/table.tsx";
import { RunState } from "../task-logs/_components/run-state.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("tasks"))("title") };
}

export default async function TasksPage({ searchParams }: PageProps) {
  const t = await getTranslations("tasks");
  const common = await getTranslations("common");
  const { page, search } = await loadListParams(searchParams);
  const list = await (await api()).task.list({ page, search });
  const nothingYet = list.total === 0 && search === "";
  return (
    <ListPage
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/tasks/new", label: t("new") }}
      nothingYet={nothingYet ? { icon: ListChecks, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total} />
      <Table
        label={t("title")}
        items={list.items.map((task) => ({ key: task.id, ...task }))}
        columns={[
          {
            head: common("name"),
            cell: ({ id, name }) => <RowLink href={`/tasks/${id}`}>{name}</RowLink>,
          },
          { head: t("type"), wide: true, cell: ({ type }) => t(`types.${type}`) },
          {
            head: common("lastRun"),
            cell: ({ state, counts, lastTaskLogId }) =>
              state !== null && counts !== null ? (
                <RowLink href={`/task-logs/${lastTaskLogId}`}>
                  <RunState run={{ state, counts }} />
                </RowLink>
              ) : (
                <span className="text-ink-3">{common("noRunYet")}</span>
              ),
          },
          {
            head: t("script"),
            cell: ({ script, scriptVersion }) => (
              <>
                {script.name} <span className="text-ink-3">v{scriptVersion ?? script.currentVersion}</span>
              </>
            ),
          },
          {
            head: t("hosts"),
            align: "right",
            cell: ({ targetCount }) => common("hosts", { count: targetCount }),
          },
          { head: common("createdBy"), wide: true, cell: ({ createdBy }) => createdBy },
          { head: common("createdAt"), wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
        ]}
      />
    </ListPage>
  );
}
