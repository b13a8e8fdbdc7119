import { getTranslations } from "next-intl/server";
import type { Target } from "../../../../server/target/output.ts";
import { api, orNotFound } from "../../../_trpc/server.ts";
import { ConnectionState } from "../../../_ui/connection-state.tsx";
import { Labels } from "../../../_ui/labels.tsx";
import { Tabs } from "../../../_ui/list-link.tsx";
import { idOf, loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { Pagination } from "../../../_ui/pagination.tsx";
import { Tag } from "../../../_ui/tag.tsx";
import { DeleteHost } from "../../_hosts/delete-host.tsx";
import { HostWay } from "../../_hosts/host-way.tsx";
import { RunTable } from "../../task-logs/_components/run-table.tsx";
import { TargetForm } from "../_components/target-form.tsx";

export default async function TargetPage({ params, searchParams }: PageProps<{ id: string }>) {
  const t = await getTranslations("targets");
  const id = idOf((await params).id) ?? 0;
  const { page, tab } = await loadListParams(searchParams);
  const client = await api();
  const target = await orNotFound(client.target.get({ id }));
  const runs = await client.taskLog.list({ targetId: id, tenantId: target.tenantId, page });
  const install = await client.target.installCommand({ id }).catch(() => null);
  const { ssh } = target;
  const takesPlatformKey = !target.sandbox && ssh.loginMode === "platform_key";
  const at = `/targets/${id}`;
  const tabs = (
    <Tabs
      tabs={[
        { href: at, label: t("connection"), current: tab !== "runs" && tab !== "edit" },
        { href: `${at}?tab=runs`, label: t("runs"), count: runs.total, current: tab === "runs" },
        { href: `${at}?tab=edit`, label: t("settings"), current: tab === "edit" },
      ]}
    />
  );
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/targets", label: t("title") }]}
        here={`#${id}`}
        title={target.name}
        beside={
          <>
            <ConnectionState status={target.status} />
            {target.oldAlgorithms && <Tag>{t("oldAlgorithms")}</Tag>}
          </>
        }
        facts={
          <>
            <Fact name={t("hostId")}>
              <code>{target.hostId}</code>
            </Fact>
            <Fact name={t("ssh")}>
              <code>{`${ssh.username}@${ssh.address}:${ssh.port}`}</code>
            </Fact>
            <Fact name={t("proxy")}>{ssh.proxyName ?? t("noProxy")}</Fact>
            {target.cloudPool !== null && <Fact name={t("cloudPool")}>{target.cloudPool}</Fact>}
            {target.region !== null && <Fact name={t("region")}>{target.region}</Fact>}
            {Object.keys(target.labels).length > 0 && (
              <Fact name={t("labels")}>
                <Labels labels={target.labels} wrap />
              </Fact>
            )}
            <Fact name={t("lastChecked")}>
              <Moment at={target.lastCheckedAt} />
            </Fact>
            {target.statusSince !== null && (
              <Fact name={t("statusSince")}>
                <Moment at={target.statusSince} />
              </Fact>
            )}
          </>
        }
        actions={target.sandbox ? null : <DeleteHost kind="target" id={id} name={target.name} />}
      />
      {tabs}
      {tab === "runs" ? (
        <>
          <RunTable label={t("runs")} runs={runs.items} empty={t("noRuns")} />
          <Pagination page={page} pageSize={20} {...runs} />
        </>
      ) : tab === "edit" ? (
        <Settings target={target} />
      ) : (
        <HostWay kind="target" host={target} command={takesPlatformKey ? (install?.command ?? null) : null} />
      )}
    </>
  );
}

async function Settings({ target }: { target: Target }) {
  const t = await getTranslations("targets");
  return (
    <div className="p-4 lg:p-6">
      {target.sandbox ? (
        <div className="grid gap-2 text-ink-2">
          <p>{t("sandbox")}</p>
          {target.sandboxRunsAsConsole ? <p>{t("sandboxRunsAsConsole")}</p> : null}
        </div>
      ) : (
        <TargetForm target={target} />
      )}
    </div>
  );
}
