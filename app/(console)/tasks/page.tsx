import { ListChecks } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { api } from "../../_trpc/server.ts";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../_ui/list-params.ts";
import { TaskTable } from "./_components/task-table.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("tasks"))("title") };
}

export default async function TasksPage({ searchParams }: PageProps) {
  const t = await getTranslations("tasks");
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
      <TaskTable label={t("title")} tasks={list.items} />
    </ListPage>
  );
}
