import { getTranslations } from "next-intl/server";
import { api, orNotFound } from "../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../_ui/list-params.ts";
import { TaskLogView } from "../_components/task-log-view.tsx";

/** A page of hosts, and how many hosts one sees at most; what needs a person comes first. */
const pageSize = 100;
const shown = 1_000;

export async function generateMetadata({ params }: PageProps<{ id: string }>) {
  const t = await getTranslations("taskLogs");
  return { title: `#${(await params).id} · ${t("title")}` };
}

export default async function TaskLogPage({ params }: PageProps<{ id: string }>) {
  const id = idOf((await params).id) ?? 0;
  const client = await api();
  const run = await orNotFound(client.taskLog.get({ id }));
  const pages = Math.min(shown, run.counts.total) / pageSize;
  const targets = await Promise.all(
    Array.from({ length: Math.ceil(pages) }, (_, at) =>
      client.taskLog.targets({ id, pageSize, page: at + 1 }),
    ),
  );
  // A host may move from one page to another while they are read.
  const hosts = new Map(targets.flatMap(({ items }) => items).map((host) => [host.targetLogId, host]));
  return <TaskLogView key={id} run={run} targets={[...hosts.values()]} />;
}
