import { Waypoints } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsInteger } from "nuqs/server";
import { connectionStatuses } from "../../../server/domain/connection-status.ts";
import { proxySorts } from "../../../server/proxy/input.ts";
import { api } from "../../_trpc/server.ts";
import { ConnectionState } from "../../_ui/connection-state.tsx";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, loadSort, type PageProps } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { Selectable } from "../../_ui/selection.tsx";
import { Table } from "../../_ui/table.tsx";
import { Tag } from "../../_ui/tag.tsx";
import { HostOnPhone } from "../_hosts/host-on-phone.tsx";
import { HostConnection, RowToggle, toggleHref } from "../_hosts/host-row.tsx";
import { StatusFilter } from "../_hosts/status-filter.tsx";
import { ProxyBulk } from "./_components/proxy-bulk.tsx";
import { proxyFactsOf } from "./_components/proxy-facts.ts";

const loadOpen = createLoader({ open: parseAsInteger });

export async function generateMetadata() {
  return { title: (await getTranslations("proxies"))("title") };
}

export default async function ProxiesPage({ searchParams }: PageProps) {
  const t = await getTranslations("proxies");
  const targets = await getTranslations("targets");
  const common = await getTranslations("common");
  const query = await searchParams;
  const { page, search, status: statusAsked } = await loadListParams(searchParams);
  const { open } = await loadOpen(searchParams);
  const status = connectionStatuses.find((known) => known === statusAsked);
  const sorted = await loadSort(searchParams, proxySorts, { sort: "name", order: "asc" });
  const asked = { search, status };
  const client = await api();
  const [list, facets] = await Promise.all([
    client.proxy.list({ page, ...asked, ...sorted }),
    client.proxy.facets({}),
  ]);
  const nothingYet = list.total === 0 && search === "" && status === undefined;
  return (
    <ListPage
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/proxies/new", label: t("new") }}
      nothingYet={nothingYet ? { icon: Waypoints, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <Selectable items={list.items.map(proxyFactsOf)} asked={JSON.stringify(asked)}>
        <FilterBar
          search={t("search")}
          found={list.total}
          bulk={<ProxyBulk asked={asked} total={list.total} />}
        >
          <StatusFilter statuses={facets.statuses} chosen={status} />
        </FilterBar>
        <Table
          label={t("title")}
          sorted={sorted}
          picks={({ name }) => name}
          phone={(proxy) => (
            <HostOnPhone
              href={`/proxies/${proxy.id}`}
              host={proxy}
              more={t("targetsCount", { count: proxy.targetCount })}
            />
          )}
          items={list.items.map((proxy) => ({ key: proxy.id, ...proxy }))}
          below={(proxy) => (proxy.id === open ? <HostConnection kind="proxy" host={proxy} /> : null)}
          columns={[
            {
              head: "ID",
              align: "right",
              sort: "createdAt",
              first: "desc",
              cell: ({ id }) => <span className="font-mono text-ink-3">{id}</span>,
            },
            {
              head: common("name"),
              sort: "name",
              cell: ({ id, name, oldAlgorithms }) => (
                <span className="flex items-center gap-1">
                  <RowToggle name={name} open={id === open} href={toggleHref(query, id, open)} />
                  <RowLink href={`/proxies/${id}`}>{name}</RowLink>
                  {oldAlgorithms && <Tag>{targets("oldAlgorithms")}</Tag>}
                </span>
              ),
            },
            {
              head: targets("status"),
              sort: "status",
              first: "desc",
              cell: ({ status }) => <ConnectionState status={status} />,
            },
            {
              head: targets("ssh"),
              sort: "address",
              cell: ({ ssh }) => (
                <span className="font-mono text-small">{`${ssh.username}@${ssh.address}:${ssh.port}`}</span>
              ),
            },
            {
              head: t("targets"),
              align: "right",
              sort: "targetCount",
              first: "desc",
              cell: ({ targetCount }) => targetCount,
            },
            {
              head: targets("lastChecked"),
              sort: "lastCheckedAt",
              first: "desc",
              wide: true,
              cell: ({ lastCheckedAt }) => <Moment at={lastCheckedAt} />,
            },
          ]}
        />
      </Selectable>
    </ListPage>
  );
}
