import { Waypoints } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsInteger } from "nuqs/server";
import { connectionStatuses } from "../../../server/domain/connection-status.ts";
import { api } from "../../_trpc/server.ts";
import { ConnectionState } from "../../_ui/connection-state.tsx";
import { FilterBar } from "../../_ui/filter-bar.tsx";
import { FilterLinks } from "../../_ui/filter-links.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { ListPage } from "../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../_ui/list-params.ts";
import { Moment } from "../../_ui/moment.tsx";
import { Table } from "../../_ui/table.tsx";
import { HostConnection, RowToggle, toggleHref } from "../_hosts/host-row.tsx";

const loadOpen = createLoader({ open: parseAsInteger });

export async function generateMetadata() {
  return { title: (await getTranslations("proxies"))("title") };
}

export default async function ProxiesPage({ searchParams }: PageProps) {
  const t = await getTranslations("proxies");
  const targets = await getTranslations("targets");
  const common = await getTranslations("common");
  const connection = await getTranslations("connection");
  const query = await searchParams;
  const { page, search, status: asked } = await loadListParams(searchParams);
  const { open } = await loadOpen(searchParams);
  const status = connectionStatuses.find((known) => known === asked);
  const list = await (await api()).proxy.list({ page, search, status, sort: "name" });
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
      <FilterBar search={t("search")} found={list.total}>
        <FilterLinks
          name="status"
          label={targets("status")}
          values={connectionStatuses.map((value) => ({ value, label: connection(value) }))}
        />
      </FilterBar>
      <Table
        label={t("title")}
        items={list.items.map((proxy) => ({ key: proxy.id, ...proxy }))}
        below={(proxy) => (proxy.id === open ? <HostConnection kind="proxy" host={proxy} /> : null)}
        columns={[
          {
            head: "ID",
            align: "right",
            cell: ({ id }) => <span className="font-mono text-ink-3">{id}</span>,
          },
          {
            head: common("name"),
            cell: ({ id, name }) => (
              <span className="flex items-center gap-1">
                <RowToggle name={name} open={id === open} href={toggleHref(query, id, open)} />
                <RowLink href={`/proxies/${id}`}>{name}</RowLink>
              </span>
            ),
          },
          { head: targets("status"), cell: ({ status }) => <ConnectionState status={status} /> },
          {
            head: targets("ssh"),
            cell: ({ ssh }) => (
              <span className="font-mono text-small">{`${ssh.username}@${ssh.address}:${ssh.port}`}</span>
            ),
          },
          { head: t("targets"), align: "right", cell: ({ targetCount }) => targetCount },
          {
            head: targets("lastChecked"),
            wide: true,
            cell: ({ lastCheckedAt }) => <Moment at={lastCheckedAt} />,
          },
        ]}
      />
    </ListPage>
  );
}
