import { ListChecks, Plus } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { api } from "../../_trpc/server.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { Empty } from "../../_ui/empty.tsx";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { loadListParams, type PageProps } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Pagination } from "../../_ui/pagination.tsx";
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
  const make = (
    <Link href="/tasks/new" className={buttonClass("strong")}>
      <Plus size={14} aria-hidden="true" /> {t("new")}
    </Link>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        beside={<span className="text-ink-2">{t("count", { count: list.total })}</span>}
        actions={make}
      />
      {list.total === 0 && search === "" ? (
        <Empty icon={ListChecks} action={make}>
          {t("empty")}
        </Empty>
      ) : (
        <>
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
                    {script.name}{" "}
                    <span className="text-ink-3">v{scriptVersion ?? script.currentVersion}</span>
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
          <Pagination page={page} pageSize={20} {...list} />
        </>
      )}
    </>
  );
}
