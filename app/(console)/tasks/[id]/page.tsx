import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { fireOutcomes } from "../../../../server/domain/schedule/fire-outcome.ts";
import { api, orNotFound } from "../../../_trpc/server.ts";
import { Tabs } from "../../../_ui/list-link.tsx";
import { idOf, loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { Pagination } from "../../../_ui/pagination.tsx";
import { StatePill } from "../../../_ui/state.tsx";
import { RunTable } from "../../task-logs/_components/run-table.tsx";
import { FiresView } from "../_components/schedule/fires-view.tsx";
import { NextFire, Schedule } from "../_components/schedule/schedule-cells.tsx";
import { ScheduleFacts } from "../_components/schedule/schedule-facts.tsx";
import { DeleteTask, RunTask, TaskSchedule } from "../_components/task-actions.tsx";
import { TaskForm } from "../_components/task-form.tsx";

const firesOnPage = 50;

export default async function TaskPage({ params, searchParams }: PageProps<{ id: string }>) {
  const t = await getTranslations("tasks");
  const common = await getTranslations("common");
  const logs = await getTranslations("taskLogs");
  const id = idOf((await params).id) ?? 0;
  const { page, tab, outcome: asked } = await loadListParams(searchParams);
  const client = await api();
  const task = await orNotFound(client.task.get({ id }));
  const outcome = fireOutcomes.find((one) => one === asked);
  const runs = await client.task.history({ id, page: tab === "fires" ? 1 : page });
  const { script, scriptVersion } = task;
  const scheduled = task.type !== "immediate";
  const at = `/tasks/${id}`;
  const tabs = (
    <Tabs
      tabs={[
        { href: at, label: t("runs"), count: runs.total, current: tab !== "edit" && tab !== "fires" },
        ...(scheduled ? [{ href: `${at}?tab=fires`, label: t("fires"), current: tab === "fires" }] : []),
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
        beside={
          <>
            {task.state !== null && <StatePill state={task.state} />}
            {scheduled && <NextFire task={task} />}
          </>
        }
        facts={
          <>
            <Fact name={t("schedule")}>
              <Schedule task={task} />
            </Fact>
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
            <TaskSchedule task={task} />
            <RunTask task={task} />
          </>
        }
      />
      {tabs}
    </>
  );
  if (tab === "edit") return <TaskForm task={task} head={head} />;
  if (tab === "fires" && scheduled) {
    const now = new Date();
    const from = new Date(now.getTime() - 86_400_000).toISOString();
    const [fires, lately] = await Promise.all([
      client.task.fires({ id, page, pageSize: firesOnPage, outcome }),
      client.task.fires({ id, from, pageSize: 100 }),
    ]);
    return (
      <>
        {head}
        <div className="grid flex-1 min-[1100px]:grid-cols-[minmax(0,1fr)_23rem]">
          <div className="min-w-0">
            <FiresView task={task} fires={fires} lately={lately.items} now={now.toISOString()} />
            <Pagination page={page} pageSize={firesOnPage} {...fires} />
          </div>
          <ScheduleFacts task={task} />
        </div>
      </>
    );
  }
  return (
    <>
      {head}
      <RunTable label={t("runs")} runs={runs.items} empty={t("noRuns")} />
      <Pagination page={page} pageSize={20} {...runs} />
    </>
  );
}
