import { getTranslations } from "next-intl/server";
import type { Script } from "../../../../server/script/output.ts";
import { api, orNotFound } from "../../../_trpc/server.ts";
import { FullHeight } from "../../../_ui/full-height.tsx";
import { idOf, loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Pagination } from "../../../_ui/pagination.tsx";
import { RunTable } from "../../task-logs/_components/run-table.tsx";
import { TaskTable } from "../../tasks/_components/task-table.tsx";
import { DeleteScript } from "../_components/delete-script.tsx";
import { RunDialog } from "../_components/run-dialog.tsx";
import { ScriptForm } from "../_components/script-form.tsx";
import { type ScriptCounts, ScriptHeader } from "../_components/script-header.tsx";
import { VersionsView } from "../_components/versions-view.tsx";

/** Versions beside the editor. */
const cards = 5;

export async function generateMetadata({ params }: PageProps<{ id: string }>) {
  const id = idOf((await params).id) ?? 0;
  return { title: (await orNotFound((await api()).script.get({ id }))).name };
}

export default async function ScriptPage({ params, searchParams }: PageProps<{ id: string }>) {
  const id = idOf((await params).id) ?? 0;
  const { page, tab } = await loadListParams(searchParams);
  const client = await api();
  const script = await orNotFound(client.script.get({ id }));
  const [versions, runs, tasks] = await Promise.all([
    client.script.versions({ id, pageSize: tab === "versions" ? 20 : cards }),
    client.script.history({ id, page: tab === "runs" ? page : 1 }),
    client.task.list({ scriptId: id, page: tab === "tasks" ? page : 1 }),
  ]);
  const counts = { versions: versions.total, runs: runs.total, tasks: tasks.total };
  if (tab === "versions")
    return (
      <FullHeight>
        <VersionsView script={script} counts={counts} versions={versions.items} />
      </FullHeight>
    );
  if (tab === "runs" || tab === "tasks") {
    const list = tab === "runs" ? runs : tasks;
    return (
      <>
        <Head script={script} counts={counts} tab={tab} />
        <Lists tab={tab} runs={runs.items} tasks={tasks.items} />
        <Pagination page={page} pageSize={20} {...list} />
      </>
    );
  }
  return (
    <FullHeight>
      <ScriptForm script={script} counts={counts} versions={versions.items} />
    </FullHeight>
  );
}

function Head({ script, counts, tab }: { script: Script; counts: ScriptCounts; tab: "runs" | "tasks" }) {
  const { id, name } = script;
  const actions = (
    <>
      <DeleteScript id={id} name={name} />
      <RunDialog script={script} />
    </>
  );
  return <ScriptHeader script={script} counts={counts} tab={tab} actions={actions} />;
}

async function Lists({
  tab,
  runs,
  tasks,
}: {
  tab: "runs" | "tasks";
  runs: Parameters<typeof RunTable>[0]["runs"];
  tasks: Parameters<typeof TaskTable>[0]["tasks"];
}) {
  const t = await getTranslations("scripts");
  if (tab === "runs") return <RunTable label={t("history")} runs={runs} empty={t("noRuns")} />;
  return tasks.length === 0 ? (
    <p className="p-6 text-ink-2">{t("noTasks")}</p>
  ) : (
    <TaskTable label={t("tasks")} tasks={tasks} />
  );
}
