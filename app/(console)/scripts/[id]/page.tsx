import { getTranslations } from "next-intl/server";
import { api, orNotFound } from "../../../_trpc/server.ts";
import { RowLink, Tabs } from "../../../_ui/list-link.tsx";
import { idOf, loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { Pagination } from "../../../_ui/pagination.tsx";
import { Table } from "../../../_ui/table.tsx";
import { RunTable } from "../../task-logs/_components/run-table.tsx";
import { DeleteScript } from "../_components/delete-script.tsx";
import { RunDialog } from "../_components/run-dialog.tsx";
import { ScriptForm } from "../_components/script-form.tsx";

export default async function ScriptPage({ params, searchParams }: PageProps<{ id: string }>) {
  const t = await getTranslations("scripts");
  const common = await getTranslations("common");
  const languages = await getTranslations("languages");
  const id = idOf((await params).id) ?? 0;
  const { page, state: tab } = await loadListParams(searchParams);
  const client = await api();
  const script = await orNotFound(client.script.get({ id }));
  const runs = await client.script.history({ id, page });
  const versions = await client.script.versions({ id, page: tab === "versions" ? page : 1 });
  const at = `/scripts/${id}`;
  const tabs = [
    { href: at, label: t("edit"), current: tab === null },
    {
      href: `${at}?state=versions`,
      label: t("versions"),
      count: versions.total,
      current: tab === "versions",
    },
    { href: `${at}?state=history`, label: t("history"), count: runs.total, current: tab === "history" },
  ];
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/scripts", label: t("title") }]}
        here={`#${id}`}
        title={script.name}
        beside={<span className="text-ink-3">v{script.currentVersion}</span>}
        facts={
          <>
            <Fact name={common("language")}>{languages(script.language)}</Fact>
            <Fact name={common("createdBy")}>{script.createdBy}</Fact>
            <Fact name={common("updatedAt")}>
              <Moment at={script.updatedAt} />
            </Fact>
          </>
        }
        actions={
          <>
            <DeleteScript id={id} name={script.name} />
            <RunDialog scriptId={id} scriptName={script.name} />
          </>
        }
      />
      <Tabs tabs={tabs} />
      {tab === null && <ScriptForm key={script.currentVersion} script={script} />}
      {tab === "versions" && (
        <>
          <Table
            label={t("versions")}
            items={versions.items.map((version) => ({ key: version.number, ...version }))}
            columns={[
              {
                head: t("version"),
                cell: ({ number }) => <RowLink href={`${at}?version=${number}`}>v{number}</RowLink>,
              },
              { head: t("note"), cell: ({ note }) => note || <span className="text-ink-3">—</span> },
              { head: t("author"), cell: ({ author }) => author },
              { head: common("createdAt"), cell: ({ createdAt }) => <Moment at={createdAt} /> },
            ]}
          />
          <Pagination page={page} pageSize={20} {...versions} />
        </>
      )}
      {tab === "history" && (
        <>
          <RunTable label={t("history")} runs={runs.items} empty={t("noRuns")} />
          <Pagination page={page} pageSize={20} {...runs} />
        </>
      )}
    </>
  );
}
