import { ListChecks } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsInteger, parseAsStringLiteral } from "nuqs/server";
import { type LastRunKind, lastRunKinds, taskTypes } from "../../../server/domain/task-log-state.ts";
import { taskSorts } from "../../../server/task/input.ts";
import type { TaskFacets } from "../../../server/task/output.ts";
import { api } from "../../_trpc/server.ts";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { FilterLinks } from "../../_ui/filter-links.tsx";
import { FilterSelect } from "../../_ui/filter-select.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, loadSort, type PageProps } from "../../_ui/list-params.ts";
import { Selectable } from "../../_ui/selection.tsx";
import { StateSign } from "../../_ui/state.tsx";
import type { GlyphState } from "../../_ui/state-glyph.tsx";
import { TaskBulk } from "./_components/task-bulk.tsx";
import { taskFactsOf } from "./_components/task-facts.ts";
import { TaskTable } from "./_components/task-table.tsx";

const loadFilters = createLoader({
  lastRun: parseAsStringLiteral(lastRunKinds),
  type: parseAsStringLiteral(taskTypes),
  scriptId: parseAsInteger,
});

export async function generateMetadata() {
  return { title: (await getTranslations("tasks"))("title") };
}

export default async function TasksPage({ searchParams }: PageProps) {
  const t = await getTranslations("tasks");
  const { page, search } = await loadListParams(searchParams);
  const chosen = await loadFilters(searchParams);
  const sorted = await loadSort(searchParams, taskSorts, { sort: "createdAt", order: "desc" });
  const { lastRun, type, scriptId } = chosen;
  const asked = {
    search,
    lastRun: lastRun ?? undefined,
    type: type ?? undefined,
    scriptId: scriptId ?? undefined,
  };
  const client = await api();
  const [list, facets] = await Promise.all([
    client.task.list({ page, ...asked, ...sorted }),
    client.task.facets({}),
  ]);
  const nothingYet = list.total === 0 && search === "" && !Object.values(chosen).some((one) => one !== null);
  return (
    <ListPage
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/tasks/new", label: t("new") }}
      nothingYet={nothingYet ? { icon: ListChecks, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <Selectable items={list.items.map(taskFactsOf)} asked={JSON.stringify(asked)}>
        <FilterBar
          search={t("search")}
          found={list.total}
          more={<MoreFilters facets={facets} />}
          bulk={<TaskBulk asked={asked} total={list.total} />}
        >
          <LastRunFilter facets={facets} chosen={lastRun} />
        </FilterBar>
        <TaskTable label={t("title")} tasks={list.items} sorted={sorted} />
      </Selectable>
    </ListPage>
  );
}

const signs: Record<LastRunKind, GlyphState> = {
  active: "running",
  unsuccessful: "failed",
  succeeded: "succeeded",
  cancelled: "cancelled",
  never: "pending",
};

async function LastRunFilter({ facets, chosen }: { facets: TaskFacets; chosen: LastRunKind | null }) {
  const t = await getTranslations("tasks");
  const countOf = (kind: LastRunKind) => facets.lastRuns.find(({ value }) => value === kind)?.count ?? 0;
  return (
    <FilterLinks
      name="lastRun"
      label={t("lastRunFilter")}
      all={facets.lastRuns.reduce((sum, { count }) => sum + count, 0)}
      values={lastRunKinds
        .filter((kind) => countOf(kind) > 0 || kind === chosen)
        .map((value) => ({
          value,
          label: t(`lastRuns.${value}`),
          sign: <StateSign state={signs[value]} />,
          count: countOf(value),
        }))}
    />
  );
}

async function MoreFilters({ facets }: { facets: TaskFacets }) {
  const t = await getTranslations("tasks");
  return (
    <>
      {facets.types.length > 1 && (
        <FilterSelect
          name="type"
          label={t("type")}
          values={facets.types.map(({ value, count }) => ({ value, label: t(`types.${value}`), count }))}
        />
      )}
      <FilterSelect
        name="scriptId"
        label={t("scriptLabel")}
        values={facets.scripts.map(({ id, name, count }) => ({ value: String(id), label: name, count }))}
      />
    </>
  );
}
