import { Waypoints } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { proxySorts } from "../../../server/proxy/input.ts";
import { api } from "../../_trpc/server.ts";
import { loadSort, type PageProps } from "../../_ui/list-params.ts";
import { HostList, loadHostParams } from "../_hosts/host-list.tsx";
import { ProxyBulk } from "./_components/proxy-bulk.tsx";
import { proxyFactsOf } from "./_components/proxy-facts.ts";

export async function generateMetadata() {
  return { title: (await getTranslations("proxies"))("title") };
}

export default async function ProxiesPage({ searchParams }: PageProps) {
  const t = await getTranslations("proxies");
  const params = await loadHostParams(searchParams);
  const { page, search, status } = params;
  const sorted = await loadSort(searchParams, proxySorts, { sort: "name", order: "asc" });
  const asked = { search, status };
  const client = await api();
  const [list, facets] = await Promise.all([
    client.proxy.list({ page, ...asked, ...sorted }),
    client.proxy.facets({}),
  ]);
  const nothingYet = list.total === 0 && search === "" && status === undefined;
  return (
    <HostList
      kind="proxy"
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/proxies/new", label: t("new") }}
      nothingYet={nothingYet ? { icon: Waypoints, words: t("empty") } : null}
      search={t("search")}
      params={params}
      list={list}
      statuses={facets.statuses}
      sorted={sorted}
      asked={asked}
      facts={proxyFactsOf}
      bulk={<ProxyBulk asked={asked} total={list.total} />}
      more={({ targetCount }) => t("targetsCount", { count: targetCount })}
      columns={(shared) => [
        {
          head: "ID",
          align: "right",
          sort: "createdAt",
          first: "desc",
          cell: ({ id }) => <span className="font-mono text-ink-3">{id}</span>,
        },
        shared.name,
        shared.status,
        shared.ssh,
        {
          head: t("targets"),
          align: "right",
          sort: "targetCount",
          first: "desc",
          cell: ({ targetCount }) => targetCount,
        },
        shared.lastChecked,
      ]}
    />
  );
}
