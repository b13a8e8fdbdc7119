import { notFound } from "next/navigation";
import { api, orNotFound } from "../../../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../../../_ui/list-params.ts";
import { TargetLogView } from "../../../_components/target-log/target-log-view.tsx";

type Place = { id: string; targetLogId: string };

export async function generateMetadata({ params }: PageProps<Place>) {
  const client = await api();
  const log = await orNotFound(client.targetLog.get({ id: idOf((await params).targetLogId) ?? 0 }));
  return { title: `${log.hostName} · ${log.taskName}` };
}

/** Hosts of the run beside the output; what needs a person comes first. */
const hostsShown = 100;

export default async function TargetLogPage({ params }: PageProps<Place>) {
  const { id, targetLogId } = await params;
  const client = await api();
  // The run first: where it has ended, what is read after it is final.
  const run = await orNotFound(client.taskLog.get({ id: idOf(id) ?? 0 }));
  const [log, hosts] = await Promise.all([
    orNotFound(client.targetLog.get({ id: idOf(targetLogId) ?? 0 })),
    client.taskLog.targets({ id: run.id, pageSize: hostsShown }),
  ]);
  if (log.taskLogId !== run.id) notFound();
  return <TargetLogView key={log.targetLogId} run={run} log={log} hosts={hosts.items} />;
}
