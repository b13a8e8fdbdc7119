import { SquareCode } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { api } from "../../_trpc/server.ts";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { State } from "../../_ui/state.tsx";
import { Table } from "../../_ui/table.tsx";
import { Tag } from "../../_ui/tag.tsx";
import { RunDialog } from "./_components/run-dialog.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("scripts"))("title") };
}

export default async function ScriptsPage({ searchParams }: PageProps) {
  const t = await getTranslations("scripts");
  const common = await getTranslations("common");
  const languages = await getTranslations("languages");
  const { page, search } = await loadListParams(searchParams);
  const list = await (await api()).script.list({ page, search, sort: "updatedAt" });
  const nothingYet = list.total === 0 && search === "";
  return (
    <ListPage
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/scripts/new", label: t("new") }}
      nothingYet={nothingYet ? { icon: SquareCode, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total} />
      <Table
        label={t("title")}
        items={list.items.map((script) => ({ key: script.id, ...script }))}
        columns={[
          {
            head: common("name"),
            cell: ({ id, name, sample }) => (
              <span className="inline-flex items-center gap-2">
                <RowLink href={`/scripts/${id}`}>{name}</RowLink>
                {sample && <Tag>{common("sample")}</Tag>}
              </span>
            ),
          },
          { head: common("language"), cell: ({ language }) => languages(language) },
          { head: t("version"), cell: ({ currentVersion }) => `v${currentVersion}` },
          {
            head: common("lastRun"),
            cell: ({ lastTaskLog }) =>
              lastTaskLog ? (
                <RowLink href={`/task-logs/${lastTaskLog.id}`}>
                  <State state={lastTaskLog.state} />
                </RowLink>
              ) : (
                <span className="text-ink-3">{common("noRunYet")}</span>
              ),
          },
          { head: common("createdBy"), wide: true, cell: ({ createdBy }) => createdBy },
          { head: common("updatedAt"), wide: true, cell: ({ updatedAt }) => <Moment at={updatedAt} /> },
          {
            head: <span className="sr-only">{common("actions")}</span>,
            align: "right",
            cell: (script) => <RunDialog script={script} look="quiet" small />,
          },
        ]}
      />
    </ListPage>
  );
}
