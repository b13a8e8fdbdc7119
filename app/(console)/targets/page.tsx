import { Server } from "lucide-react";
import { getTranslations } from "next-intl/server";
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

export async function generateMetadata() {
  return { title: (await getTranslations("targets"))("title") };
}

export default async function TargetsPage({ searchParams }: PageProps) {
  const t = await getTranslations("targets");
  const common = await getTranslations("common");
  const connection = await getTranslations("connection");
  const { page, search, status: asked } = await loadListParams(searchParams);
  const status = connectionStatuses.find((known) => known === asked);
  const list = await (await api()).target.list({ page, search, status, sort: "name" });
  const nothingYet = list.total === 0 && search === "" && status === undefined;
  return (
    <ListPage
      title={t("title")}
      count={t("count", { count: list.total })}
      make={{ href: "/targets/new", label: t("new") }}
      nothingYet={nothingYet ? { icon: Server, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total}>
        <FilterLinks
          name="status"
          label={t("status")}
          values={connectionStatuses.map((value) => ({ value, label: connection(value) }))}
        />
      </FilterBar>
      <Table
        label={t("title")}
        items={list.items.map((target) => ({ key: target.id, ...target }))}
        columns={[
          {
            head: common("name"),
            cell: ({ id, name }) => <RowLink href={`/targets/${id}`}>{name}</RowLink>,
          },
          {
            head: t("hostId"),
            wide: true,
            cell: ({ hostId }) => <span className="font-mono text-ink-2">{hostId}</span>,
          },
          { head: t("status"), cell: ({ status }) => <ConnectionState status={status} /> },
          {
            head: t("ssh"),
            cell: ({ ssh }) => (
              <span className="font-mono text-small">{`${ssh.username}@${ssh.address}:${ssh.port}`}</span>
            ),
          },
          {
            head: t("proxy"),
            wide: true,
            cell: ({ ssh }) => ssh.proxyName ?? <span className="text-ink-3">—</span>,
          },
          {
            head: t("cloudPool"),
            wide: true,
            cell: ({ cloudPool }) => cloudPool ?? <span className="text-ink-3">—</span>,
          },
          {
            head: t("region"),
            wide: true,
            cell: ({ region }) => region ?? <span className="text-ink-3">—</span>,
          },
          {
            head: t("lastChecked"),
            wide: true,
            cell: ({ lastCheckedAt }) => <Moment at={lastCheckedAt} />,
          },
        ]}
      />
    </ListPage>
  );
}
