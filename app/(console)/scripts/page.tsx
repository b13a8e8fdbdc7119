import { SquareCode } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsStringLiteral } from "nuqs/server";
import { languages as allLanguages } from "../../../server/domain/language.ts";
import { scriptSorts } from "../../../server/script/input.ts";
import type { ScriptItem } from "../../../server/script/output.ts";
import { api } from "../../_trpc/server.ts";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { FilterSelect } from "../../_ui/filter-select.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, loadSort, type PageProps } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { PhoneItem } from "../../_ui/phone-item.tsx";
import { Selectable } from "../../_ui/selection.tsx";
import { State, StateSign, textLook } from "../../_ui/state.tsx";
import { Table } from "../../_ui/table.tsx";
import { Tag } from "../../_ui/tag.tsx";
import { RunDialog } from "./_components/run-dialog.tsx";
import { ScriptBulk } from "./_components/script-bulk.tsx";

const loadFilters = createLoader({ language: parseAsStringLiteral(allLanguages) });

export async function generateMetadata() {
  return { title: (await getTranslations("scripts"))("title") };
}

export default async function ScriptsPage({ searchParams }: PageProps) {
  const t = await getTranslations("scripts");
  const common = await getTranslations("common");
  const languages = await getTranslations("languages");
  const { page, search } = await loadListParams(searchParams);
  const { language } = await loadFilters(searchParams);
  const sorted = await loadSort(searchParams, scriptSorts, { sort: "updatedAt", order: "desc" });
  const asked = { search, language: language ?? undefined };
  const client = await api();
  const [list, facets] = await Promise.all([
    client.script.list({ page, ...asked, ...sorted }),
    client.script.facets({}),
  ]);
  const nothingYet = list.total === 0 && search === "" && language === null;
  return (
    <ListPage
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/scripts/new", label: t("new") }}
      nothingYet={nothingYet ? { icon: SquareCode, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <Selectable items={list.items.map(({ id, name }) => ({ id, name }))} asked={JSON.stringify(asked)}>
        <FilterBar
          search={t("search")}
          found={list.total}
          bulk={<ScriptBulk asked={asked} total={list.total} />}
          more={
            <FilterSelect
              name="language"
              label={common("language")}
              values={facets.languages.map(({ value, count }) => ({ value, label: languages(value), count }))}
            />
          }
        />
        <Table
          label={t("title")}
          sorted={sorted}
          picks={({ name }) => name}
          phone={(script) => <ScriptOnPhone script={script} />}
          items={list.items.map((script) => ({ key: script.id, ...script }))}
          columns={[
            {
              head: common("name"),
              sort: "name",
              cell: ({ id, name, sample }) => (
                <>
                  <RowLink href={`/scripts/${id}`}>{name}</RowLink> {sample && <Tag>{common("sample")}</Tag>}
                </>
              ),
            },
            { head: common("language"), sort: "language", cell: ({ language }) => languages(language) },
            { head: t("version"), cell: ({ currentVersion }) => `v${currentVersion}` },
            {
              head: common("lastRun"),
              sort: "lastRun",
              first: "desc",
              cell: ({ lastTaskLog }) =>
                lastTaskLog ? (
                  <span className="flex items-center gap-2">
                    <RowLink href={`/task-logs/${lastTaskLog.id}`}>
                      <State state={lastTaskLog.state} />
                    </RowLink>
                    <span className="text-ink-2">
                      <Moment at={lastTaskLog.startedAt ?? lastTaskLog.createdAt} short />
                    </span>
                  </span>
                ) : (
                  <span className="text-ink-3">{common("noRunYet")}</span>
                ),
            },
            { head: common("createdBy"), sort: "createdBy", wide: true, cell: ({ createdBy }) => createdBy },
            {
              head: common("createdAt"),
              sort: "createdAt",
              first: "desc",
              className: "max-xl:hidden",
              cell: ({ createdAt }) => <Moment at={createdAt} short />,
            },
            {
              head: common("updatedAt"),
              sort: "updatedAt",
              first: "desc",
              wide: true,
              cell: ({ updatedAt }) => <Moment at={updatedAt} short />,
            },
            {
              head: <span className="sr-only">{common("actions")}</span>,
              align: "right",
              cell: (script) => <RunDialog script={script} look="quiet" small />,
            },
          ]}
        />
      </Selectable>
    </ListPage>
  );
}

async function ScriptOnPhone({
  script: { id, name, language, currentVersion, updatedAt, lastTaskLog, sample },
}: {
  script: ScriptItem;
}) {
  const common = await getTranslations("common");
  const languages = await getTranslations("languages");
  const states = await getTranslations("state");
  return (
    <PhoneItem
      href={`/scripts/${id}`}
      title={name}
      tags={sample && <Tag>{common("sample")}</Tag>}
      sign={<StateSign state={lastTaskLog?.state ?? "pending"} size={16} />}
      beside={<Moment at={updatedAt} short />}
      words={
        lastTaskLog === null ? (
          common("noRunYet")
        ) : (
          <span className={textLook(lastTaskLog.state)}>
            {states(lastTaskLog.state)} <Moment at={lastTaskLog.startedAt ?? lastTaskLog.createdAt} short />
          </span>
        )
      }
      last={languages(language)}
      lastRight={`v${currentVersion}`}
    />
  );
}
