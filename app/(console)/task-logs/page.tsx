import { ScrollText } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { taskLogSorts } from "../../../server/domain/history.ts";
import { taskLogStates } from "../../../server/domain/task-log-state.ts";
import { api } from "../../_trpc/server.ts";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { FilterLinks } from "../../_ui/filter-links.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, loadSort, type PageProps } from "../../_ui/list-params.ts";
import { StateSign } from "../../_ui/state.tsx";
import { RunTable } from "./_components/run-table.tsx";

const filtered = ["running", "succeeded", "failed", "timed_out", "interrupted", "cancelled"] as const;

export async function generateMetadata() {
  return { title: (await getTranslations("taskLogs"))("title") };
}

export default async function TaskLogsPage({ searchParams }: PageProps) {
  const t = await getTranslations("taskLogs");
  const states = await getTranslations("state");
  const { page, search, state: asked } = await loadListParams(searchParams);
  const state = taskLogStates.find((known) => known === asked);
  const sorted = await loadSort(searchParams, taskLogSorts, { sort: "createdAt", order: "desc" });
  const list = await (await api()).taskLog.list({ page, search, state, ...sorted });
  const nothingYet = list.total === 0 && search === "" && state === undefined;
  return (
    <ListPage
      title={t("title")}
      count={t("count", { count: list.total })}
      nothingYet={nothingYet ? { icon: ScrollText, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total}>
        <FilterLinks
          name="state"
          label={t("state")}
          values={filtered.map((value) => ({
            value,
            label: states(value),
            sign: <StateSign state={value} />,
          }))}
        />
      </FilterBar>
      <RunTable label={t("title")} runs={list.items} sorted={sorted} />
    </ListPage>
  );
}
