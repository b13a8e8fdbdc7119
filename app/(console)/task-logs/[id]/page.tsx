import { getTranslations } from "next-intl/server";
import { api, orNotFound } from "../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../_ui/list-params.ts";
import { TaskLogView } from "../_components/task-log-view.tsx";

/** How many hosts a page shows at once; what needs a person comes first. */
const shown = 100;

export async function generateMetadata({ params }: PageProps<{ id: string }>) {
  const t = await getTranslations("taskLogs");
  return { title: `#${(await params).id} · ${t("title")}` };
}

export default async function TaskLogPage({ params }: PageProps<{ id: string }>) {
  const id = idOf((await params).id) ?? 0;
  const client = await api();
  const run = await orNotFound(client.taskLog.get({ id }));
  const targets = await client.taskLog.targets({ id, pageSize: shown });
  return <TaskLogView run={run} targets={targets} />;
}
