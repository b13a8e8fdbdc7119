import { getTranslations } from "next-intl/server";
import { api, orNotFound } from "../../../_trpc/server.ts";
import { ConnectionState } from "../../../_ui/connection-state.tsx";
import { Tabs } from "../../../_ui/list-link.tsx";
import { idOf, loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { Tag } from "../../../_ui/tag.tsx";
import { DeleteHost } from "../../_hosts/delete-host.tsx";
import { HostWay } from "../../_hosts/host-way.tsx";
import { ProxyForm } from "../_components/proxy-form.tsx";

export default async function ProxyPage({ params, searchParams }: PageProps<{ id: string }>) {
  const t = await getTranslations("proxies");
  const targets = await getTranslations("targets");
  const id = idOf((await params).id) ?? 0;
  const { tab } = await loadListParams(searchParams);
  const at = `/proxies/${id}`;
  const client = await api();
  const proxy = await orNotFound(client.proxy.get({ id }));
  const install = await client.proxy.installCommand({ id }).catch(() => null);
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/proxies", label: t("title") }]}
        here={`#${id}`}
        title={proxy.name}
        beside={
          <>
            <ConnectionState status={proxy.status} />
            {proxy.oldAlgorithms && <Tag>{targets("oldAlgorithms")}</Tag>}
          </>
        }
        facts={
          <>
            <Fact name={targets("ssh")}>
              <code>{`${proxy.ssh.username}@${proxy.ssh.address}:${proxy.ssh.port}`}</code>
            </Fact>
            <Fact name={t("targets")}>{proxy.targetCount}</Fact>
            <Fact name={targets("lastChecked")}>
              <Moment at={proxy.lastCheckedAt} />
            </Fact>
            {proxy.statusSince !== null && (
              <Fact name={targets("statusSince")}>
                <Moment at={proxy.statusSince} />
              </Fact>
            )}
          </>
        }
        actions={<DeleteHost kind="proxy" id={id} name={proxy.name} />}
      />
      <Tabs
        tabs={[
          { href: at, label: targets("connection"), current: tab !== "edit" },
          { href: `${at}?tab=edit`, label: targets("settings"), current: tab === "edit" },
        ]}
      />
      {tab === "edit" ? (
        <div className="p-4 lg:p-6">
          <ProxyForm proxy={proxy} />
        </div>
      ) : (
        <HostWay kind="proxy" host={proxy} command={install?.command ?? null} />
      )}
    </>
  );
}
