import { notFound } from "next/navigation";
import { api, orNotFound } from "../../../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../../../_ui/list-params.ts";
import { TargetLogView } from "../../../_components/target-log-view.tsx";

type Place = { id: string; targetLogId: string };

export async function generateMetadata({ params }: PageProps<Place>) {
  const client = await api();
  const log = await orNotFound(client.targetLog.get({ id: idOf((await params).targetLogId) ?? 0 }));
  return { title: `${log.hostName} · ${log.taskName}` };
}

export default async function TargetLogPage({ params }: PageProps<Place>) {
  const { id, targetLogId } = await params;
  const client = await api();
  const log = await orNotFound(client.targetLog.get({ id: idOf(targetLogId) ?? 0 }));
  if (log.taskLogId !== idOf(id)) notFound();
  const run = await orNotFound(client.taskLog.get({ id: log.taskLogId }));
  return <TargetLogView run={run} log={log} />;
}
