import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { api, orNotFound } from "../../../_trpc/server.ts";
import { Tabs } from "../../../_ui/list-link.tsx";
import { idOf, loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { Pagination } from "../../../_ui/pagination.tsx";
import { StatePill } from "../../../_ui/state.tsx";
import { RunTable } from "../../task-logs/_components/run-table.tsx";
import { DeleteTask, RunTask } from "../_components/task-actions.tsx";
import { TaskForm } from "../_components/task-form.tsx";

export default async function TaskPage({ params, searchParams }: PageProps<{ id: string }>) {
  const t = await getTranslations("tasks");
  const common = await getTranslations("common");
  const logs = await getTranslations("taskLogs");
  const id = idOf((await params).id) ?? 0;
  const { page, tab } = await loadListParams(searchParams);
  const client = await api();
  const task = await orNotFound(client.task.get({ id }));
  const runs = await client.task.history({ id, page });
  const { script, scriptVersion } = task;
  const at = `/tasks/${id}`;
  const tabs = (
    <Tabs
      tabs={[
        { href: at, label: t("runs"), count: runs.total, current: tab !== "edit" },
        { href: `${at}?tab=edit`, label: t("settings"), current: tab === "edit" },
      ]}
    />
  );
  const head = (
    <>
      <PageHeader
        crumbs={[{ href: "/tasks", label: t("title") }]}
        here={`#${id}`}
        title={task.name}
        beside={task.state !== null && <StatePill state={task.state} />}
        facts={
          <>
            <Fact name={t("type")}>{t(`types.${task.type}`)}</Fact>
            <Fact name={t("scriptLabel")}>
              <Link href={`/scripts/${script.id}`} className="underline decoration-line-2 underline-offset-2">
                {script.name}
              </Link>{" "}
              {scriptVersion === null
                ? t("latest", { version: script.currentVersion })
                : t("pinned", { version: scriptVersion })}
            </Fact>
            <Fact name={t("hosts")}>{common("hosts", { count: task.targetCount })}</Fact>
            <Fact name={logs("arguments")}>
              {task.arguments.length === 0 ? (
                logs("noArguments")
              ) : (
                <code>{task.arguments.map((one) => JSON.stringify(one)).join(" ")}</code>
              )}
            </Fact>
            <Fact name={common("createdBy")}>{task.createdBy}</Fact>
            <Fact name={common("createdAt")}>
              <Moment at={task.createdAt} />
            </Fact>
          </>
        }
        actions={
          <>
            <DeleteTask task={task} />
            <RunTask task={task} />
          </>
        }
      />
      {tabs}
    </>
  );
  if (tab === "edit") return <TaskForm task={task} head={head} />;
  return (
    <>
      {head}
      <RunTable label={t("runs")} runs={runs.items} empty={t("noRuns")} />
      <Pagination page={page} pageSize={20} {...runs} />
    </>
  );
}
