import { getTranslations } from "next-intl/server";
import { connectionStatuses } from "../../server/domain/connection-status.ts";
import { api } from "../_trpc/server.ts";
import { ConnectionState } from "../_ui/connection-state.tsx";
import { RowLink } from "../_ui/list-link.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { RunTable } from "./task-logs/_components/run-table.tsx";

const dayMs = 24 * 3_600_000;
const shown = 8;

export async function generateMetadata() {
  return { title: (await getTranslations("overview"))("title") };
}

/** What runs, what needs a person, and whether there is somebody to run anything. */
export default async function OverviewPage() {
  const t = await getTranslations("overview");
  const client = await api();
  const from = new Date(Date.now() - dayMs).toISOString();
  const [running, failed, latest, facets, system] = await Promise.all([
    client.taskLog.list({ state: "running", pageSize: shown }),
    client.taskLog.list({ state: "failed", from, pageSize: shown }),
    client.taskLog.list({ pageSize: shown }),
    client.target.facets({}),
    client.system.info(),
  ]);
  const count = (status: string) => facets.statuses.find(({ value }) => value === status)?.count ?? 0;
  return (
    <>
      <PageHeader title={t("title")} />
      <div className="grid lg:grid-cols-[minmax(0,1fr)_344px]">
        <div className="min-w-0">
          <Part title={t("runningNow")}>
            <RunTable narrow label={t("runningNow")} runs={running.items} empty={t("nothingRuns")} />
          </Part>
          <Part title={t("failedLately")}>
            <RunTable narrow label={t("failedLately")} runs={failed.items} empty={t("nothingFailed")} />
          </Part>
          <Part title={t("latest")}>
            <RunTable narrow label={t("latest")} runs={latest.items} empty={t("nothingRuns")} />
          </Part>
        </div>
        <div className="space-y-6 border-line p-4 lg:border-l lg:p-6">
          <section>
            <h2 className="mb-2 text-section">{t("targets")}</h2>
            <ul className="space-y-1.5">
              {connectionStatuses.map((status) => (
                <li key={status} className="flex">
                  <RowLink href={`/targets?status=${status}`}>
                    <ConnectionState status={status} />
                  </RowLink>
                  <span className="ml-auto">{count(status)}</span>
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h2 className="mb-2 text-section">{t("workers")}</h2>
            {system.workers.length === 0 && <p className="text-bad">{t("noWorker")}</p>}
            <ul>
              {system.workers.map((worker) => (
                <li key={worker.id}>{t("slots", { host: worker.host, version: worker.version })}</li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="border-line border-b pb-3">
      <h2 className="px-4 pt-4 text-section lg:px-6">{title}</h2>
      {children}
    </section>
  );
}
